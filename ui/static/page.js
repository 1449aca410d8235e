// What the parts of the page share. All scripts here run as one, once, when the source pane (gr.HTML) is made; Gradio
// gives them `element`, `trigger` and `props`. They compute no offsets, and write what is not theirs as textContent only.

const one = (selector, within = document) => within.querySelector(selector);
const at = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

const texts = () => JSON.parse(one("#texts")?.dataset.texts ?? "{}");

// As ui/texts.py: {0}, or {0:one document|# documents}.
function say(key, ...values) {
  return (texts()[key] ?? key).replace(/\{(\d)(?::([^{}]+))?\}/g, (_, n, forms) => {
    const value = values[n];
    if (typeof value !== "number") return value;
    const number = value.toLocaleString(document.documentElement.lang || "en");
    if (!forms) return number;
    const plural = new Intl.PluralRules(document.documentElement.lang || "en").select(value);
    return forms.split("|").at(plural === "one" ? 0 : -1).replace("#", number);
  });
}

const live = document.createElement("div");
live.id = "live";
live.className = "sr-only";
live.setAttribute("aria-live", "polite");
document.body.append(live);

// Says something to a screen reader, also the same thing twice.
function announce(words) {
  live.textContent = "";
  setTimeout(() => (live.textContent = words), 50);
}

const toast = document.createElement("div");
toast.id = "toast";
toast.hidden = true;
document.body.append(toast);

function tell(words) {
  toast.textContent = words;
  toast.hidden = false;
  announce(words);
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => (toast.hidden = true), 2500);
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  tell(say("copied"));
}

// The card over a chip, and over whatever else explains itself.
const card = document.createElement("div");
card.id = "quote-card";
card.setAttribute("role", "tooltip");
card.dir = "auto";
card.hidden = true;
document.body.append(card);

const explained = (target) => at(target, "a.cite, .sure");

function showCard(chip) {
  if (chip.title) {
    chip.dataset.quote = chip.title;
    chip.removeAttribute("title"); // or the browser's own tooltip would lie over the card
  }
  card.textContent = chip.dataset.quote ?? "";
  chip.setAttribute("aria-describedby", card.id);
  card.hidden = false;
  const place = chip.getBoundingClientRect();
  const left = Math.min(place.left, window.innerWidth - card.offsetWidth - 12);
  const below = place.bottom + 8 + card.offsetHeight < window.innerHeight;
  card.style.left = `${Math.max(12, left)}px`;
  card.style.top = `${below ? place.bottom + 8 : Math.max(12, place.top - card.offsetHeight - 8)}px`;
}

const hideCard = () => (card.hidden = true);

document.addEventListener("mouseover", (event) => {
  const chip = explained(event.target);
  if (chip) showCard(chip);
  else hideCard();
});
document.addEventListener("focusin", (event) => {
  const chip = explained(event.target);
  if (chip?.matches(":focus-visible")) showCard(chip);
});
document.addEventListener("focusout", hideCard);
document.addEventListener("scroll", hideCard, true);

// Which function answers a click: the first whose selector the clicked element, or one around it, matches.
const clicks = [];
const onClick = (selector, act) => clicks.push([selector, act]);

document.addEventListener("click", (event) => {
  for (const [selector, act] of clicks) {
    const found = at(event.target, selector);
    if (found) return act(found, event);
  }
});

// Gradio's page may miss an event that begins just as it stops listening to the one before; the next event makes it
// listen again. So whatever a person does, a small one follows a moment later.
const MOMENT = 1000;

function listenAgain() {
  clearTimeout(listenAgain.timer);
  listenAgain.timer = setTimeout(() => trigger("nudge", {}), MOMENT);
}

for (const kind of ["click", "keydown", "change"]) document.addEventListener(kind, listenAgain, true);

const typing = (target) => at(target, "input, textarea, select, [contenteditable]");
