// The page's own behaviour, run once by the source pane (gr.HTML, js_on_load) with `element`, `trigger` and `props`.
// It computes no offsets and writes document text nowhere but into the hover card, as textContent.

const card = document.createElement("div");
card.id = "quote-card";
card.setAttribute("role", "tooltip");
card.dir = "auto";
card.hidden = true;
document.body.append(card);

let chosen = null;

const chipAt = (target) => (target instanceof Element ? target.closest("a.cite") : null);

function showCard(chip) {
  if (chip.title) {
    chip.dataset.quote = chip.title;
    chip.removeAttribute("title"); // or the browser's own tooltip would lie over the card
  }
  card.textContent = chip.dataset.quote ?? "";
  chip.setAttribute("aria-describedby", card.id);
  card.hidden = false;
  const at = chip.getBoundingClientRect();
  const left = Math.min(at.left, window.innerWidth - card.offsetWidth - 12);
  const below = at.bottom + 8 + card.offsetHeight < window.innerHeight;
  card.style.left = `${Math.max(12, left)}px`;
  card.style.top = `${below ? at.bottom + 8 : Math.max(12, at.top - card.offsetHeight - 8)}px`;
}

function hideCard() {
  card.hidden = true;
}

function showLibrary(open) {
  document.querySelector("#desk").classList.toggle("library-open", open); // matters on a phone only
  document.querySelector(".library-toggle").setAttribute("aria-expanded", String(open));
}

function openSource(event, data) {
  hideCard();
  showLibrary(false);
  trigger(event, data);
}

function closeSource() {
  props.value = "";
  if (chosen?.isConnected) chosen.focus();
}

document.addEventListener("mouseover", (event) => {
  const chip = chipAt(event.target);
  if (chip) showCard(chip);
  else hideCard();
});
document.addEventListener("focusin", (event) => {
  const chip = chipAt(event.target);
  if (chip?.matches(":focus-visible")) showCard(chip);
});
document.addEventListener("focusout", hideCard);
document.addEventListener("scroll", hideCard, true);

document.addEventListener("click", (event) => {
  const chip = chipAt(event.target);
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (chip) {
    event.preventDefault();
    chosen = chip;
    const source = element.querySelector(".source");
    if (source?.dataset.href === chip.getAttribute("href")) reveal(source);
    openSource("cite", { href: chip.getAttribute("href") }); // the server checks it again, whatever is on show
  } else if (button?.matches("#documents .open")) {
    chosen = button;
    openSource("open_document", { document: button.dataset.document });
  } else if (button?.matches("#documents .remove")) {
    button.disabled = true;
    if (element.querySelector(".source")?.dataset.document === button.dataset.document) props.value = "";
    trigger("remove_document", { document: button.dataset.document });
  } else if (button?.matches("#pane .close")) {
    closeSource();
  } else if (button?.matches(".library-toggle")) {
    showLibrary(button.getAttribute("aria-expanded") === "false");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!card.hidden) hideCard();
  else if (element.querySelector(".source")) closeSource();
});

// A source that has just been painted is scrolled to its mark and takes the focus.
function reveal(source) {
  const [scroll, mark] = [source.querySelector(".scroll"), source.querySelector("mark.excerpt")];
  if (mark) {
    const above = mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += above - scroll.clientHeight / 3; // scrollIntoView() would also scroll the page around it
  }
  source.focus({ preventScroll: true });
}

new MutationObserver(() => {
  const source = element.querySelector(".source:not([data-seen])");
  if (!source) return;
  source.dataset.seen = "";
  reveal(source);
}).observe(element, { childList: true, subtree: true });

// Gradio labels each message with its HTML source, which a screen reader would read out: what is inside speaks for itself.
new MutationObserver(() => {
  for (const message of document.querySelectorAll("#chat .message > [aria-label]")) message.removeAttribute("aria-label");
}).observe(document.body, { childList: true, subtree: true });
