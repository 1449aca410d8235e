// The library: its list, what questions are limited to, and files that are added.

const library = () => one("#texts")?.dataset.library ?? "";
const firstLibrary = () => one("#texts")?.dataset.first === library();
const withLibrary = (href) =>
  firstLibrary() ? href : `${href}${href.includes("?") ? "&" : "?"}lib=${encodeURIComponent(library())}`;

function foldLibrary(open = false) {
  if (window.innerWidth <= 720 || open) showLibrary(open);
}

function showLibrary(open) {
  one("#desk").classList.toggle("library-open", open);
  one("#desk").classList.toggle("library-folded", !open);
  one(".library-toggle").setAttribute("aria-expanded", String(open));
  if (window.innerWidth > 720) localStorage.setItem("excerpt-library", open ? "open" : "folded");
}

onClick(".library-toggle", () => {
  const shown = one("#library").checkVisibility();
  showLibrary(!shown);
});

// The list.
const look = { wanted: "", sort: "title", page: 0 };

function showList(changes) {
  Object.assign(look, changes);
  trigger("look", { ...look });
}

onClick(".turn-list", (button) => {
  showList({ page: Number(button.dataset.page) });
  one("#documents").scrollIntoView({ block: "start" });
});
document.addEventListener("input", (event) => {
  if (!at(event.target, ".find-documents")) return;
  clearTimeout(showList.timer);
  showList.timer = setTimeout(() => showList({ wanted: event.target.value, page: 0 }), 200);
});

// What questions are limited to. It goes with each question, and stands over the box while there is anything of it.
const ticked = new Set();
const untick = new Set(); // removed documents that were ticked: they are again once they are back

const limitField = (name) => one(`#library .${name}`);

const limits = () => ({
  only: [...ticked],
  since: limitField("since").value,
  until: limitField("until").value,
  strict: limitField("strict").value,
});

function limit() {
  trigger("limit", { limits: limits() });
  showLimits();
}

function showLimits() {
  const { only, since, until, strict } = limits();
  const day = (iso) => new Date(iso).toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  const parts = [];
  if (only.length) parts.push(say("limited_to", only.length));
  if (since) parts.push(say("since_day", day(since)));
  if (until) parts.push(say("until_day", day(until)));
  if (strict !== "usual") parts.push(`${say("strictness")} ${limitField("strict").selectedOptions[0].textContent}`);
  const told = one("p.limited");
  told.hidden = !parts.length;
  told.replaceChildren(say("limited", parts.join(" · ")), " ");
  const clear = document.createElement("button");
  clear.className = "clear-limits";
  clear.textContent = say("limits_clear");
  told.append(clear);
}

function showTicks() {
  for (const box of document.querySelectorAll("#documents .tick")) box.checked = ticked.has(box.dataset.document);
}

onClick(".clear-limits", () => {
  ticked.clear();
  for (const name of ["since", "until"]) limitField(name).value = "";
  limitField("strict").value = "usual";
  showTicks();
  limit();
  questionBox().focus();
});
document.addEventListener("change", (event) => {
  const field = event.target;
  if (at(field, "#documents .tick")) {
    if (field.checked) ticked.add(field.dataset.document);
    else ticked.delete(field.dataset.document);
    limit();
  } else if (at(field, "#library .since, #library .until, #library .strict")) limit();
  else if (at(field, ".sort-documents")) showList({ sort: field.value, page: 0 });
  else if (at(field, ".language")) {
    document.cookie = `language=${field.value}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  } else if (at(field, ".switch-library")) location.search = `?lib=${encodeURIComponent(field.value)}`;
  else if (at(field, "input.files, input.folder")) {
    send([...field.files].map((file) => [file.webkitRelativePath || file.name, file]));
    field.value = "";
  }
});

// Whoever removes a document, or puts it back, is not thrown back to the top of the page.
let wanted = null;

const rowOf = (id) => one(`#documents .open[data-document="${id}"]`);

function focusNow() {
  if (!wanted || rowOf(wanted.gone) || (wanted.back && !rowOf(wanted.back))) return;
  (rowOf(wanted.back ?? wanted.next) ?? one(".find-documents")).focus();
  wanted = null;
}

// What became of a document is said once it is painted.
function sayReport() {
  const report = [...document.querySelectorAll("#report .notice")].map((part) => part.textContent).join(" ");
  if (report && report !== sayReport.last) announce(report);
  sayReport.last = report;
}

onClick("#documents .remove", (button) => {
  const id = button.dataset.document;
  button.disabled = true;
  if (ticked.delete(id)) {
    untick.add(id);
    limit();
  }
  if (source()?.dataset.document === id) props.value = "";
  const row = button.closest("li");
  const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector(".open").dataset.document;
  wanted = { gone: id, next };
  trigger("remove_document", { document: id });
});
onClick("#report .undo", (button) => {
  const id = button.dataset.document;
  button.disabled = true;
  if (untick.delete(id)) {
    ticked.add(id);
    limit();
  }
  wanted = { back: id };
  trigger("undo", { document: id });
});

onClick("#report .forget-removed", () => {
  untick.clear();
  trigger("forget_removed", {});
});

// Adding: files are sent a few at a time, and read on the server whether this page stays open or not.
const SENT_AT_ONCE = 20;
const BYTES_AT_ONCE = 100 * 2 ** 20;

// Runs of files that are sent together; one that is larger than a run may be goes alone.
function runsOf(files) {
  const runs = [];
  let bytes = 0;
  for (const [name, file] of files) {
    bytes += file.size;
    if (!runs.length || runs.at(-1).length === SENT_AT_ONCE || bytes > BYTES_AT_ONCE) {
      runs.push([]);
      bytes = file.size;
    }
    runs.at(-1).push([name, file]);
  }
  return runs;
}

onClick(".add-files", () => one("#library input.files").click());
onClick(".add-folder", () => one("#library input.folder").click());

async function send(files) {
  let sent = 0;
  for (const run of runsOf(files)) {
    const form = new FormData();
    for (const [name, file] of run) form.append("files", file, name);
    sent += run.length;
    showJob({ sending: [sent, files.length] });
    try {
      const answer = await fetch(`/uploads/${encodeURIComponent(library())}`, { method: "POST", body: form });
      if (!answer.ok) throw new Error(await answer.text());
    } catch (error) {
      showJob(null);
      tell(say("not_sent", error.message));
    }
    watch();
  }
}

document.addEventListener("submit", async (event) => {
  const form = at(event.target, ".add-web");
  if (!form) return;
  event.preventDefault();
  const answer = await fetch(`/uploads/${encodeURIComponent(library())}/web`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address: form.elements.address.value }),
  }).catch(() => null);
  if (answer?.ok) form.reset();
  else tell(say("page_not_read", answer ? (await answer.json()).detail : ""));
  watch();
});

// The files of what was dropped, hidden ones left out; one that cannot be had is passed over.
async function filesIn(entry, path = "") {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    return file ? [[path + file.name, file]] : [];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const entries = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!entries.length) return found;
    for (const inner of entries) found.push(...(await filesIn(inner, `${path}${entry.name}/`)));
  }
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  one("#desk").classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) one("#desk").classList.remove("dropping");
});
document.addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  one("#desk").classList.remove("dropping");
  // All at once: what was dropped is gone from the event after the first wait.
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const dropped = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const files = [];
  for (const one of dropped) {
    if (one instanceof File) files.push([one.name, one]);
    else if (one) files.push(...(await filesIn(one)));
  }
  if (files.length) await send(files);
  else tell(say("nothing_dropped"));
});

// How far the reading is, also when it was begun by a page that is closed by now.
function showJob(job) {
  const jobs = one("#jobs");
  if (!jobs) return;
  jobs.replaceChildren();
  if (!job) return;
  const add = (tag, words, name = "") => {
    const made = document.createElement(tag);
    made.textContent = words;
    made.className = name;
    jobs.append(made);
    return made;
  };
  if (job.sending) return add("p", say("uploading", ...job.sending));
  const button = () => add("button", say(job.running ? "stop_reading" : "dismiss"), "end-job");
  if (job.running) {
    add("p", say("reading", job.name), "reading");
    const bar = add("progress", "");
    bar.max = job.total;
    bar.value = job.done;
    const left = job.left === null ? "…" : `${Math.ceil(job.left)} s`;
    add("p", say("reading_rate", job.done, job.total, Number(job.rate.toFixed(1)), left), "rate");
  } else {
    const done = ["added", "replaced", "unchanged"].filter((name) => job[name]);
    add("p", done.map((name) => say(name, job[name])).join(", "), "report");
    const list = document.createElement("ul");
    for (const failure of job.failed) {
      const row = document.createElement("li");
      row.textContent = say("not_added", failure.name, failure.reason);
      list.append(row);
    }
    if (job.failed.length) jobs.append(list);
  }
  button();
}

async function watch() {
  watch.wanted = true;
  if (watch.running || !library()) return;
  watch.running = true;
  const where = `/uploads/${encodeURIComponent(library())}`;
  try {
    for (let shown = -1; watch.wanted; ) {
      watch.wanted = false; // unless more is sent while this is answered
      const job = await (await fetch(where)).json();
      showJob(job);
      if (job && job.done !== shown) trigger("refresh", {});
      shown = job?.done;
      watch.wanted ||= Boolean(job?.running);
      if (watch.wanted) await new Promise((resolve) => setTimeout(resolve, 400));
    }
  } finally {
    watch.running = false;
  }
}

onClick(".end-job", async () => {
  await fetch(`/uploads/${encodeURIComponent(library())}`, { method: "DELETE" });
  await watch();
});

// What was added meanwhile from elsewhere is seen when a person comes back to the page.
window.addEventListener("focus", () => trigger("refresh", {}));

// What Gradio paints anew is brought in line with what was chosen.
new MutationObserver(() => {
  showTicks();
  focusNow();
  sayReport();
  const fresh = one("#texts:not([data-seen])");
  if (!fresh) return;
  fresh.dataset.seen = "";
  document.documentElement.lang = fresh.dataset.language;
  for (const id of JSON.parse(fresh.dataset.ticked)) ticked.add(id);
  showTicks();
  showLimits();
  if (window.innerWidth > 720 && localStorage.getItem("excerpt-library") === "folded") showLibrary(false);
  watch();
}).observe(document.body, { childList: true, subtree: true });
