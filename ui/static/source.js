// The source pane: opening, closing, stepping through an answer's excerpts, links, picking a sentence.

let chosen = null; // the chip of an answer that is on show
let opener = null; // what the focus goes back to
let view = localStorage.getItem("excerpt-view") ?? "pages";

const source = () => one(".source", element);

function openSource(event, data) {
  hideCard();
  foldLibrary();
  wantedPage = 0;
  trigger(event, { ...data, view });
}

// The question that the source on show is looked at for; its turn may be of another conversation by now.
function sought() {
  const { turn = 0, kept = "", asked = "" } = source().dataset;
  return { turn: Number(turn), kept, asked };
}

function closeSource() {
  const inside = at(document.activeElement, "#pane") || document.activeElement === document.body;
  props.value = "";
  reveal.seen = "";
  if (inside) cameFrom()?.focus();
}

// The chat may have been painted anew since.
function cameFrom() {
  if (!opener || opener.isConnected) return opener;
  const same = (chip) => turnOf(chip) === turnOf(opener) && chip.getAttribute("href") === opener.getAttribute("href");
  return [...document.querySelectorAll("#chat a.cite")].find(same) ?? questionBox();
}

function openChip(chip) {
  chosen = chip;
  if (!at(chip, "#pane")) opener = chip;
  const href = chip.getAttribute("href");
  if (source()?.dataset.href === href) reveal(source());
  // The server checks it again, whatever is on show.
  openSource("cite", { href, turn: turnOf(chip), kept: chip.dataset.kept ?? "", asked: "" });
}

// What is on show, once more: in another view, or at another page.
function showAgain(changes) {
  const { href, document } = source().dataset;
  wantedPage = changes.page ?? 0;
  if (href) trigger("cite", { href, view, ...sought(), ...changes });
  else trigger("open_document", { document, view, ...changes });
}

const chipsBeside = () => [...(replyOf(chosen)?.querySelectorAll("a.cite") ?? [])];

function step(by) {
  const chips = chipsBeside();
  const next = chips[chips.indexOf(chosen) + by];
  if (!next) return;
  next.closest("details")?.setAttribute("open", "");
  openChip(next);
}

onClick("a.cite", (chip, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab opens at the address
  event.preventDefault();
  openChip(chip);
});
onClick("#documents .open", (button) => {
  chosen = null;
  opener = button;
  openSource("open_document", { document: button.dataset.document });
});
onClick("#pane .close", closeSource);
onClick("#pane .step.previous", () => step(-1));
onClick("#pane .step.next", () => step(1));
onClick("#pane .copy-link", (button) => copy(address(button.dataset.link)));
onClick("#pane .view", (button) => {
  view = button.dataset.view;
  localStorage.setItem("excerpt-view", view);
  showAgain({});
});
onClick("#pane .pick", (button) => {
  const picking = source().classList.toggle("picking");
  button.setAttribute("aria-pressed", String(picking));
  for (const sentence of element.querySelectorAll(".s")) {
    if (picking) sentence.tabIndex = 0;
    else sentence.removeAttribute("tabindex");
    if (picking) sentence.setAttribute("role", "button");
    else sentence.removeAttribute("role");
  }
});

function pick(sentence) {
  const { document, version } = source().dataset;
  trigger("sentence", { document, version, span: sentence.dataset.span, ...sought() });
}

onClick("#pane .picking .s", pick);

const opened = () => one("details.menu[open], .checked[open]");

function escape() {
  const menu = opened();
  if (!card.hidden) hideCard();
  else if (menu) {
    menu.open = false;
    one("summary", menu).focus();
  } else if (source()) closeSource();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") escape();
  else if ("Enter ".includes(event.key) && at(event.target, "#pane .picking .s")) {
    event.preventDefault(); // a space would scroll
    pick(event.target);
  } else if (source() && !typing(event.target) && "jk".includes(event.key)) step(event.key === "j" ? 1 : -1);
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open], .checked[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A source that has just been painted is scrolled to its mark and takes the focus.
let wantedPage = 0; // or it is scrolled to the page that was asked for

function reveal(shown) {
  const scroll = one(".scroll", shown);
  const mark = one("mark.excerpt:not(.other), .box.excerpt", shown);
  if (wantedPage && one(".pages", shown)) turnTo(wantedPage);
  else if (mark) {
    const above = mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += above - scroll.clientHeight * THIRD; // scrollIntoView() would also scroll the page around it
  }
  wantedPage = 0;
  note();
  showPage();
  shown.focus({ preventScroll: true });
}

// What had the focus in the pane has it again when the same is painted anew, and what was scrolled stays.
let held = null;
document.addEventListener("focusin", (event) => (held = at(event.target, "#pane") ? event.target : null));

function resume(shown) {
  if (scroller()) scroller().scrollTop = note.top ?? 0;
  if (!held || held.isConnected || document.activeElement !== document.body) return;
  const { kept, act } = held.dataset;
  const row = kept ? [...shown.querySelectorAll(".kept-act")].filter((button) => button.dataset.kept === kept) : [];
  const same = row.find((button) => button.dataset.act === act) ?? row[0];
  (same ?? one(`.${held.classList[0]}:not(.kept-act)`, shown) ?? shown).focus({ preventScroll: true });
}

function showSteps() {
  const chips = chipsBeside();
  const number = chips.indexOf(chosen);
  const several = number >= 0 && chips.length > 1 && one(".steps", element);
  for (const part of element.querySelectorAll(".step, .steps")) part.hidden = !several;
  if (!several) return;
  one(".steps", element).textContent = `${number + 1} / ${chips.length}`;
  one(".step.previous", element).disabled = number === 0;
  one(".step.next", element).disabled = number === chips.length - 1;
}

new MutationObserver(() => {
  if (!source()) reveal.seen = "";
  const shown = one(".source:not([data-seen])", element);
  if (!shown) return;
  shown.dataset.seen = "";
  draw();
  showSteps();
  const name = `${shown.getAttribute("aria-label")} ${shown.dataset.href} ${shown.dataset.document} ${view}`;
  if (name !== reveal.seen || wantedPage) reveal(shown);
  else resume(shown); // kept questions are asked one after the other
  reveal.seen = name;
}).observe(element, { childList: true, subtree: true });
