// The conversation: the buttons under an answer, offered questions, and what a screen reader hears.

const questionBox = () => one("#question textarea");
const replyOf = (target) => at(target, ".reply");
const turnOf = (target) => Number(replyOf(target)?.id.slice("turn-".length) ?? 0);

function askIn(question) {
  const box = questionBox();
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

const address = (href) => new URL(withLibrary(href), location.href).href;

const copyAs = (form) => (button) =>
  trigger("copy", { turn: turnOf(button), form, base: location.origin });

onClick("#chat .act.copy", copyAs("text"));
onClick("#chat .act.copy-markdown", copyAs("markdown"));
onClick("#chat .act.again", (button) => trigger("again", { turn: turnOf(button), alone: false }));
onClick("#chat .act.literally", (button) => trigger("again", { turn: turnOf(button), alone: true }));
onClick("#chat .act.edit", (button) => {
  const questions = [...document.querySelectorAll("#chat .question, #chat .reply")];
  const before = questions.slice(0, questions.indexOf(replyOf(button))).reverse();
  askIn(before.find((found) => found.matches(".question")).textContent);
});
onClick(".offer", (button) => trigger("ask", { question: button.textContent }));
onClick(".new-conversation", () => {
  judged.clear();
  trigger("clear", {});
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !typing(event.target)) {
    event.preventDefault();
    questionBox().focus();
  }
});

// Gradio labels each message with its HTML source, which a screen reader would read out: what is inside speaks for
// itself, and the newest answer is announced in a few words.
let heard = null;

function hear() {
  for (const message of document.querySelectorAll("#chat .message > [aria-label]")) message.removeAttribute("aria-label");
  const rows = [...document.querySelectorAll("#chat .question, #chat .reply, #chat .notice")];
  one("#desk")?.classList.toggle("asking", Boolean(rows.at(-1)?.matches(".question")));
  const replies = document.querySelectorAll("#chat .reply");
  const newest = replies[replies.length - 1];
  if (heard === (newest?.id ?? null)) return;
  heard = newest?.id ?? null; // a new conversation counts from 1 again
  if (!newest) return;
  const said = one(".said", newest)?.textContent ?? one(".words", newest)?.textContent ?? "";
  const sure = one(".sure", newest)?.textContent ?? "";
  announce(newest.matches(".found") ? say("answered", `${said}. ${sure}`) : say("not_found"));
  trigger("refresh", {});
}

new MutationObserver(hear).observe(document.body, { childList: true, subtree: true });
