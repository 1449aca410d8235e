// The source pane: opening, closing, stepping through an answer's excerpts, a PDF's pages, links, picking a sentence.

let chosen = null; // the chip or button that opened the pane
let view = localStorage.getItem("excerpt-view") ?? "pages";
let zoom = 0;

const source = () => one(".source", element);

function openSource(event, data) {
  hideCard();
  foldLibrary();
  trigger(event, { ...data, view });
}

function closeSource() {
  props.value = "";
  reveal.name = "";
  if (chosen?.isConnected) chosen.focus();
}

function openChip(chip) {
  chosen = chip;
  const href = chip.getAttribute("href");
  if (source()?.dataset.href === href) reveal(source());
  openSource("cite", { href, turn: turnOf(chip) }); // the server checks it again, whatever is on show
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
  chosen = button;
  openSource("open_document", { document: button.dataset.document });
});
onClick("#pane .close", closeSource);
onClick("#pane .step.previous", () => step(-1));
onClick("#pane .step.next", () => step(1));
onClick("#pane .copy-link", (button) => copy(address(button.dataset.link)));
onClick("#pane .view", (button) => {
  view = button.dataset.view;
  localStorage.setItem("excerpt-view", view);
  const { href, document } = source().dataset;
  if (href) trigger("cite", { href, view, turn: turnOf(chosen) });
  else trigger("open_document", { document, view });
});
onClick("#pane .zoom", (button) => {
  zoom = Math.min(4, Math.max(0, zoom + Number(button.dataset.by)));
  draw();
});
onClick("#pane .pick", (button) => {
  const picking = source().classList.toggle("picking");
  button.setAttribute("aria-pressed", String(picking));
  for (const sentence of element.querySelectorAll(".s")) {
    if (picking) sentence.tabIndex = 0;
    else sentence.removeAttribute("tabindex");
  }
});

function pick(sentence) {
  const { document, version } = source().dataset;
  trigger("sentence", { document, version, span: sentence.dataset.span });
}

onClick("#pane .picking .s", pick);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (!card.hidden) hideCard();
    else if (source()) closeSource();
  } else if (event.key === "Enter" && at(event.target, "#pane .picking .s")) pick(event.target);
  else if (source() && !typing(event.target) && "jk".includes(event.key)) step(event.key === "j" ? 1 : -1);
});

// A PDF's pages are drawn for this screen, each when it comes near.
function draw() {
  const pages = one(".pages", element);
  if (!pages) return;
  const width = Math.round(pages.clientWidth * 1.25 ** zoom);
  pages.style.setProperty("--sheet", `${width}px`);
  const pixels = Math.min(4000, Math.ceil((width * window.devicePixelRatio) / 100) * 100);
  for (const image of pages.querySelectorAll("img[data-src]")) {
    const wanted = withLibrary(`${image.dataset.src}&width=${pixels}`);
    if (image.getAttribute("src") === wanted) continue;
    image.onload = () => (image.parentNode.style.aspectRatio = `${image.naturalWidth} / ${image.naturalHeight}`);
    image.src = wanted;
  }
}

// A source that has just been painted is scrolled to its mark and takes the focus.
function reveal(shown) {
  const scroll = one(".scroll", shown);
  const mark = one("mark.excerpt:not(.other), .box.excerpt", shown);
  if (mark) {
    const above = mark.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += above - scroll.clientHeight / 3; // scrollIntoView() would also scroll the page around it
  }
  shown.focus({ preventScroll: true });
}

function showSteps() {
  const chips = chipsBeside();
  const place = chips.indexOf(chosen);
  const several = place >= 0 && chips.length > 1;
  for (const part of element.querySelectorAll(".step, .steps")) part.hidden = !several;
  if (!several) return;
  one(".steps", element).textContent = `${place + 1} / ${chips.length}`;
  one(".step.previous", element).disabled = place === 0;
  one(".step.next", element).disabled = place === chips.length - 1;
}

new MutationObserver(() => {
  const shown = one(".source:not([data-seen])", element);
  if (!shown) return;
  shown.dataset.seen = "";
  draw();
  showSteps();
  const name = `${shown.getAttribute("aria-label")} ${shown.dataset.href} ${shown.dataset.document} ${view}`;
  if (name !== reveal.name) reveal(shown); // not while kept questions are asked one after the other
  reveal.name = name;
}).observe(element, { childList: true, subtree: true });
window.addEventListener("resize", draw);
