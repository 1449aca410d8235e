// The conversation: the buttons under an answer, offered questions, and what a screen reader hears.

const questionBox = () => one("#question textarea");
const replyOf = (target) => at(target, ".reply");
const turnOf = (target) => Number(replyOf(target)?.id.slice("turn-".length) ?? 0);

function askIn(question) {
  const box = questionBox();
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true })); // Gradio takes it from there
  box.focus();
}

// One question at a time. It is taken from the box here: what is typed behind it stays, and limits go along.
let awaited = null; // what was on show when a question was sent that is not on show yet

const questions = () => document.querySelectorAll("#chat .question");

function onShow() {
  const rows = document.querySelectorAll("#chat .question, #chat .reply, #chat .notice");
  const last = rows[rows.length - 1];
  return { asking: Boolean(last?.matches(".question")), name: `${rows.length} ${last?.id || last?.textContent}` };
}

function isAsking() {
  const { asking, name } = onShow();
  if (awaited !== name) awaited = null;
  return awaited !== null || asking;
}

function showAsking() {
  const asking = isAsking();
  one("#desk")?.classList.toggle("asking", asking);
  one("#chat")?.setAttribute("aria-busy", String(asking));
}

function ask(event, data) {
  if (isAsking()) {
    tell(say("one_at_a_time"));
    return false;
  }
  awaited = onShow().name;
  hear.asked = true;
  settle.place = ""; // the same question again is a new one
  clearTimeout(ask.timer);
  ask.timer = setTimeout(() => {
    awaited = null; // it never came to be: the server is gone, or refused it
    showAsking();
  }, 20_000);
  showAsking();
  trigger(event, { ...data, limits: limits() });
  return true;
}

function askTyped() {
  const question = questionBox().value;
  if (!question.trim()) tell(say("type_a_question"));
  else if (ask("ask", { question })) askIn("");
}

document.addEventListener(
  "keydown",
  (event) => {
    if (event.target !== questionBox() || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    askTyped();
  },
  true,
);
document.addEventListener(
  "click",
  (event) => {
    if (!at(event.target, "#question .submit-button")) return;
    event.stopPropagation();
    askTyped();
  },
  true,
);

const address = (href) => new URL(withLibrary(href), location.href).href;

const copyAs = (form) => (button) =>
  trigger("copy", { turn: turnOf(button), form, base: location.origin });

onClick("#chat .act.copy", copyAs("text"));
onClick("#chat .act.copy-markdown", copyAs("markdown"));
onClick("#chat .act.again", (button) => ask("again", { turn: turnOf(button), alone: false }));
onClick("#chat .act.literally", (button) => ask("again", { turn: turnOf(button), alone: true }));
onClick("#chat .act.edit", (button) => {
  const rows = [...document.querySelectorAll("#chat .question, #chat .reply")];
  const before = rows.slice(0, rows.indexOf(replyOf(button))).reverse();
  askIn(before.find((found) => found.matches(".question")).textContent);
});
onClick(".offer", (button) => ask("ask", { question: button.textContent }));
onClick(".new-conversation", () => {
  judged.clear();
  awaited = null;
  trigger("clear", {});
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !typing(event.target)) {
    event.preventDefault();
    questionBox().focus();
  }
});

// The newest question stands at the top, with room below it: its answer comes in under it, and nothing moves.
function settle() {
  const view = one("#chat .bubble-wrap");
  const rows = document.querySelectorAll("#chat .message-row");
  const newest = [...questions()].at(-1);
  if (!view || !newest) return;
  const name = `${questions().length} ${newest.textContent}`;
  const { top } = newest.getBoundingClientRect();
  const high = rows[rows.length - 1].getBoundingClientRect().bottom - top;
  // Whoever has scrolled since stays there; at the very end, it may be the window that has grown.
  const atEnd = view.scrollTop >= view.scrollHeight - view.clientHeight - 1;
  if (view.scrollTop !== settle.at && !atEnd) settle.moved = true;
  if (name !== settle.place) settle.moved = false;
  settle.place = name;
  one(".message-wrap", view).style.paddingBottom = `${Math.max(0, Math.round(view.clientHeight - high - ABOVE))}px`;
  if (!settle.moved) view.scrollTop += Math.round(top - view.getBoundingClientRect().top - ABOVE);
  settle.at = view.scrollTop;
}

const ABOVE = 16; // pixels over the newest question

window.addEventListener("resize", settle);

// Gradio labels each message with its HTML source, and has a screen reader read out whatever changes: what is inside
// speaks for itself, and the answer to what was just asked is announced in a few words.
let heard = null;

function hear() {
  for (const message of document.querySelectorAll("#chat .message > [aria-label]")) message.removeAttribute("aria-label");
  const log = one("#chat [role=log]");
  if (log) Object.assign(log, { ariaLive: "off", ariaLabel: say("conversation") });
  showAsking();
  settle();
  const replies = document.querySelectorAll("#chat .reply");
  const newest = replies[replies.length - 1];
  if (heard === (newest?.id ?? null)) return;
  heard = newest?.id ?? null; // a new conversation counts from 1 again
  if (!newest || !hear.asked) return; // or a kept conversation was opened
  hear.asked = false;
  const said = one(".said", newest)?.textContent ?? one(".words", newest)?.textContent ?? "";
  const sure = one(".sure", newest)?.textContent ?? "";
  announce(newest.matches(".found") ? say("answered", `${said}. ${sure}`) : say("not_found"));
  trigger("refresh", {});
}

new MutationObserver(hear).observe(document.body, { childList: true, subtree: true });
