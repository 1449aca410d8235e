// Conversations that are kept, and kept questions.

onClick(".tab", (tab) => {
  one("#library").dataset.tab = tab.dataset.tab;
  for (const other of document.querySelectorAll(".tab")) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
});

const TURNS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

document.addEventListener("keydown", (event) => {
  const tab = at(event.target, ".tab");
  if (!tab || !TURNS[event.key]) return;
  event.preventDefault();
  const tabs = [...document.querySelectorAll(".tab")];
  const next = tabs.at((tabs.indexOf(tab) + TURNS[event.key]) % tabs.length);
  next.click();
  next.focus();
});

const talkLook = { wanted: "", offset: 0 };

function showTalks(changes) {
  Object.assign(talkLook, changes);
  trigger("look_talks", { ...talkLook });
}

document.addEventListener("input", (event) => {
  if (!at(event.target, ".find-talks")) return;
  clearTimeout(showTalks.timer);
  showTalks.timer = setTimeout(() => showTalks({ wanted: event.target.value, offset: 0 }), 200);
});
onClick(".turn-talks", (button) => showTalks({ offset: Number(button.dataset.offset) }));
onClick(".open-talk", (button) => {
  foldLibrary();
  judged.clear();
  trigger("open_talk", { talk: button.dataset.talk });
});

// Afterwards the whole list is shown again, and the focus is on the row, or over the list where that is gone.
function changeTalk(event, data) {
  one(".find-talks").value = "";
  Object.assign(talkLook, { wanted: "", offset: 0 });
  const painted = new MutationObserver(() => {
    painted.disconnect();
    setTimeout(() => focusTalk(data.talk));
  });
  painted.observe(one("#talks"), { attributes: true, characterData: true, childList: true, subtree: true });
  trigger(event, data);
}

function focusTalk(talk) {
  const focused = document.activeElement;
  if (focused !== document.body && !at(focused, "#talks")) return;
  const row = [...document.querySelectorAll(".open-talk")].find((button) => button.dataset.talk === talk);
  (row ?? one(".find-talks")).focus();
}

onClick(".rename-talk", (button) => {
  const name = window.prompt(say("new_name"), button.dataset.name);
  if (name?.trim()) changeTalk("rename_talk", { talk: button.dataset.talk, name });
});
onClick(".delete-talk", (button) => {
  const { talk, name } = button.dataset;
  if (window.confirm(say("delete_sure", name))) changeTalk("delete_talk", { talk });
});
onClick(".delete-all-talks", () => {
  if (window.confirm(say("delete_all_sure"))) changeTalk("delete_talk", { talk: "" });
});
onClick(".talks a[download]", (link) => (link.href = withLibrary(link.getAttribute("href"))));

// The address names the conversation, so that loading the page again goes on with it.
function showWhere() {
  const talk = one("#talk");
  if (!talk || showWhere.talk === talk.dataset.talk) return;
  showWhere.talk = talk.dataset.talk;
  const query = new URLSearchParams();
  if (!firstLibrary() && library()) query.set("lib", library());
  if (talk.dataset.talk) query.set("c", talk.dataset.talk);
  const linked = new URLSearchParams(location.search).has("doc"); // its address stays until something is asked
  if (talk.dataset.talk || !linked) history.replaceState(null, "", query.size ? `/?${query}` : "/");
}

// What the person said of an answer stays marked while the conversation is on show.
const judged = new Map();

function keep(turn, verdict) {
  judged.set(turn, verdict);
  trigger("keep", { turn, verdict });
  showJudged();
}

function showJudged() {
  for (const button of document.querySelectorAll("#chat .act.keep")) {
    const verdict = judged.get(turnOf(button));
    button.setAttribute("aria-pressed", String(Boolean(verdict) && button.classList.contains(verdict)));
  }
}

onClick("#chat .act.keep", (button) => keep(turnOf(button), button.classList.contains("right") ? "right" : "wrong"));
onClick("#pane .keep-place", () => trigger("keep", { verdict: "picked", href: source().dataset.href, ...sought() }));
onClick(".show-kept", (button) => {
  chosen = null;
  if (!at(button, "#pane")) opener = button;
  foldLibrary();
  trigger("show_kept", {});
});
onClick(".run-kept", () => trigger("run_kept", {}));
onClick(".stop-kept", () => trigger("stop_kept", {}));
onClick(".kept-act", (button) => trigger("kept_act", { kept: button.dataset.kept, act: button.dataset.act }));

// Questions to ask next belong to the newest answer; while another one is sought, they only take their room.
function showNext() {
  const next = one("#next .next");
  const replies = document.querySelectorAll("#chat .reply");
  if (next) next.style.visibility = turnOf(replies[replies.length - 1]) === Number(next.dataset.turn) ? "" : "hidden";
}

new MutationObserver(() => {
  showWhere();
  showNext();
  showJudged();
  const told = one("#told:not([data-seen])");
  if (!told) return;
  told.dataset.seen = "";
  if (told.dataset.copy) copy(told.dataset.copy);
  else tell(told.textContent);
}).observe(document.body, { childList: true, subtree: true });
