// The ask view: a question goes out, replies come in, keys do the rest.

import "./shell.js";
import { post } from "./api.js";
import { automaticLine } from "./automatic.js";
import { firstSource, passageCard, replyCard } from "./cards.js";
import { closeDraft, setUpDraft } from "./draft.js";
import { byId, element, announce } from "./elements.js";
import { toggleWhy } from "./explanation.js";
import { setUpFeedback, undoFeedback } from "./feedback.js";
import { shortcut } from "./keys.js";
import { answered, asked, fields, remember, restore, setUpQuestion, toQuestion } from "./question.js";
import { copyText, replyActions } from "./reply_actions.js";
import { choose, clear, current, cutLong, fill, move, setUpSelection, showTab } from "./selection.js";
import { closeSource, setUpSource } from "./source.js";
import { language, say } from "./words.js";

const notice = byId("notice");
let asking = null;
let suggested = [];

async function ask() {
  const body = asked();
  if (body === null) {
    toQuestion();
    return;
  }
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  remember(true);
  showLoading();
  try {
    const [replies, found] = await Promise.all([
      post("/v1/suggestions", { ...body, agent_language: language }, signal),
      post("/v1/search", body, signal),
    ]);
    if (!signal.aborted) showResults(replies, found);
  } catch (error) {
    if (error.name !== "AbortError") showFailure(error);
  }
}

function showResults({ automatic, suggestions }, { passages, read_as: readAs }) {
  notice.replaceChildren();
  suggested = suggestions;
  const line = byId("automatic");
  line.replaceChildren(...automaticLine(automatic, readAs));
  line.className = `automatic ${automatic.kind}`;
  line.hidden = false;
  const facts = new Map(passages.map((passage) => [passage.document, passage]));
  fill("replies", suggestions.map((reply, at) => replyCard(reply, at + 1, replyActions, (path) => facts.get(path))));
  fill("passages", passages.map((passage, at) => passageCard(passage, at + 1, replyActions)));
  const count = suggestions.length + passages.length;
  byId("tabs").hidden = count === 0;
  showTab(suggestions.length > 0 || passages.length === 0 ? "replies" : "passages");
  if (count === 0) {
    showNotice(say("ask.nothing"), say("ask.nothing.what"));
    return;
  }
  cutLong();
  announce(say("results.count", { count: suggestions.length }));
  // the question and what a chatbot would do stay in sight
  choose(0, { scroll: false });
}

function showLoading() {
  notice.className = "notice";
  notice.replaceChildren();
  byId("tabs").hidden = true;
  byId("automatic").hidden = true;
  announce(say("ask.loading"));
  clear([
    element("div", { class: "skeleton skeleton-line", "aria-hidden": "true" }),
    ...Array.from({ length: 3 }, () => element("div", { class: "skeleton", "aria-hidden": "true" })),
  ]);
}

function showFailure(error) {
  clear();
  showNotice(say("ask.failed"), error.message);
  notice.className = "notice failed";
  notice.append(element("button", { class: "button", type: "button", click: ask }, say("ask.again")));
}

function showNotice(title, ...lines) {
  notice.className = "notice";
  notice.replaceChildren(
    element("p", { class: "notice-title" }, title),
    ...lines.map((line) => element("p", {}, line)),
  );
}

/* what is done with a reply */

function reply() {
  const id = byId("replies").hidden ? undefined : current()?.dataset.reply;
  return suggested.find((one) => one.id === id);
}

function ifReply(act) {
  return () => {
    const found = reply();
    if (found === undefined) return false;
    act(found);
    return true;
  };
}

function setUpShortcuts() {
  const add = (group, keys, label, run, inFields = false) => shortcut({ group, keys, label, run, inFields });
  // a field is left first, then what is open is closed
  const close = ({ target }) => !target.matches("textarea") && (closeSource() || closeDraft());
  add("everywhere", ["Escape"], say("keys.close"), close, true);
  add("ask", ["/"], say("keys.question"), toQuestion);
  add("ask", ["Ctrl+Enter"], say("keys.ask"), ask, true);
  add("cards", ["1", "2", "3"], say("keys.choose"), ({ key }) => choose(Number(key) - 1));
  add("cards", ["j", "ArrowDown"], say("keys.next"), () => move(1));
  add("cards", ["k", "ArrowUp"], say("keys.previous"), () => move(-1));
  add("cards", ["Enter", "i"], say("keys.insert"), ifReply(replyActions.insert));
  add("cards", ["c"], say("keys.copy"), ifReply(replyActions.copy));
  add("cards", ["o"], say("keys.source"), () => (firstSource(current()) ? firstSource(current()).click() : false));
  add("cards", ["y"], say("keys.why"), () => toggleWhy(current()));
  add("feedback", ["r"], say("keys.right"), ifReply(replyActions.right));
  add("feedback", ["e"], say("keys.edited"), ifReply(replyActions.edited));
  add("feedback", ["w"], say("keys.wrong"), ifReply(replyActions.wrong));
  add("feedback", ["u"], say("keys.undo"), undoFeedback);
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
setUpQuestion(ask);
setUpSelection();
setUpSource();
setUpFeedback();
setUpDraft({ about: answered, copy: copyText, watched: fields });
setUpShortcuts();
showNotice(say("ask.welcome"), say("ask.welcome.what"));
if (restore()) ask();
toQuestion();
