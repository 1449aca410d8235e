// A PDF's pages, drawn for this screen and turned; and the place in a source, kept when its size changes.

let zoom = 0;
const MOST_ZOOM = 4;

const scroller = () => one(".source .scroll", element);
const THIRD = 1 / 3; // of the pane's height: where an excerpt is brought to, and what counts as the page on show

// What is at a line of the pane: the last page or paragraph that begins above it. They stand in order.
function blockAt(line) {
  const blocks = element.querySelectorAll(".pages figure, .source .text > p");
  let [low, high] = [0, blocks.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].getBoundingClientRect().top <= line) low = middle;
    else high = middle;
  }
  return blocks[low];
}

// A point of an element, as shares of its size, and where that is, as shares of the pane's.
let place = null;

function note() {
  const scroll = scroller();
  if (!scroll) return;
  note.top = scroll.scrollTop;
  const pane = scroll.getBoundingClientRect();
  const inView = (mark) => {
    const { top, bottom } = mark.getBoundingClientRect();
    return bottom > pane.top && top < pane.bottom;
  };
  const mark = [...scroll.querySelectorAll("mark.excerpt:not(.other), .box.excerpt")].find(inView);
  const line = pane.top + pane.height * THIRD;
  const kept = mark ?? blockAt(line);
  if (!kept) return;
  const box = kept.getBoundingClientRect();
  const inside = mark ? [0, 0] : [(pane.left + pane.width / 2 - box.left) / box.width, (line - box.top) / box.height];
  const across = (box.left + inside[0] * box.width - pane.left) / pane.width;
  const down = (box.top + inside[1] * box.height - pane.top) / pane.height;
  place = { kept, inside, across, down };
}

function restore() {
  const scroll = scroller();
  if (!scroll || !place?.kept.isConnected) return;
  const pane = scroll.getBoundingClientRect();
  const box = place.kept.getBoundingClientRect();
  scroll.scrollTop += box.top + place.inside[1] * box.height - pane.top - place.down * pane.height;
  scroll.scrollLeft += box.left + place.inside[0] * box.width - pane.left - place.across * pane.width;
}

// Pages are drawn as wide as they are shown, each when it comes near.
function draw() {
  const pages = one(".pages", element);
  if (pages) {
    const width = Math.round(pages.clientWidth * 1.25 ** zoom);
    pages.style.setProperty("--sheet", `${width}px`);
    const pixels = Math.min(4000, Math.ceil((width * window.devicePixelRatio) / 100) * 100);
    for (const image of pages.querySelectorAll("img[data-src]")) drawPage(image, pixels);
    const [smaller, larger] = element.querySelectorAll(".zoom");
    able(smaller, zoom > 0, larger);
    able(larger, zoom < MOST_ZOOM, smaller);
  }
  restore();
  showPage();
}

function drawPage(image, pixels) {
  const wanted = withLibrary(`${image.dataset.src}&width=${pixels}`);
  if (image.getAttribute("src") === wanted) return;
  image.onload = () => {
    note();
    image.parentNode.style.aspectRatio = `${image.naturalWidth} / ${image.naturalHeight}`;
    restore(); // a page above may have another shape than was thought
  };
  image.src = wanted;
}

// A button that can do nothing passes the focus on.
function able(button, can, beside) {
  const focused = document.activeElement === button;
  button.disabled = !can;
  if (!can && focused) beside.focus();
}

onClick("#pane .zoom", (button) => {
  note();
  zoom = Math.min(MOST_ZOOM, Math.max(0, zoom + Number(button.dataset.by)));
  draw();
});

// Which page is on show; where the last ones do not reach the top any more, the one that was turned to.
const turned = { page: 0, top: -1, scroll: null };

function pageNow() {
  const scroll = scroller();
  if (turned.scroll === scroll && Math.abs(turned.top - scroll.scrollTop) < 2) return turned.page;
  const { top, height } = scroll.getBoundingClientRect();
  const ended = scroll.scrollTop > 0 && scroll.scrollTop + scroll.clientHeight >= scroll.scrollHeight - 1;
  return Number(blockAt(ended ? top + height : top + height * THIRD).dataset.page);
}

function showPage() {
  const turning = one(".turning", element);
  if (!turning || !one(".pages figure", element)) return;
  const page = pageNow();
  const field = one(".page-number", turning);
  if (field.dataset.typed === undefined) field.value = page;
  const [back, on] = turning.querySelectorAll(".turn-page");
  able(back, page > 1, on);
  able(on, page < Number(turning.dataset.count), back);
}

function turnTo(wanted) {
  const page = Math.min(Number(one(".turning", element).dataset.count), Math.max(1, wanted));
  const sheet = one(`.pages figure[data-page="${page}"]`, element);
  if (!sheet) return showAgain({ page }); // of a long document only a part is here
  const scroll = scroller();
  scroll.scrollTop += sheet.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 8;
  Object.assign(turned, { page, top: scroll.scrollTop, scroll });
  note();
  showPage();
}

onClick("#pane .turn-page", (button) => turnTo(pageNow() + Number(button.dataset.by)));
document.addEventListener("input", (event) => {
  if (at(event.target, ".page-number")) event.target.dataset.typed = "";
});
document.addEventListener("change", (event) => {
  const field = at(event.target, ".page-number");
  if (!field) return;
  delete field.dataset.typed;
  const wanted = Number(field.value);
  if (Number.isInteger(wanted) && field.value.trim()) turnTo(wanted);
  showPage();
});

// Over the text these keys scroll by themselves; over the rest of the source they do so, too.
const SCREENS = { PageUp: -0.9, PageDown: 0.9 };

document.addEventListener("keydown", (event) => {
  const scroll = scroller();
  if (!scroll || !SCREENS[event.key] || !at(event.target, ".source") || scroll.contains(event.target)) return;
  event.preventDefault();
  scroll.scrollTop += SCREENS[event.key] * scroll.clientHeight;
});
document.addEventListener(
  "scroll",
  (event) => {
    if (event.target !== scroller()) return;
    note();
    showPage();
  },
  true,
);
window.addEventListener("resize", draw);
