// One case: everything that is known of it, the reply, and every step an agent takes with it.

import "./shell.js";
import { onAgent } from "./agent.js";
import { get } from "./api.js";
import { clearBand, happenedMeanwhile } from "./case_band.js";
import { factSections } from "./case_facts.js";
import { allows, showHead } from "./case_head.js";
import { openPanel, openPromotion, setUpPanels, setUpPromotion } from "./case_panels.js";
import { firstSource } from "./cards.js";
import { cardOf, currentReply, showReplies } from "./case_replies.js";
import { replySent, sendReply, setUpReply, showSend } from "./case_reply.js";
import { reopen, seeCase, setUpSteps, step, stepSoon, takeOver } from "./case_steps.js";
import { questionBlock, showThread } from "./case_thread.js";
import { setClock } from "./clock.js";
import { closeDraft, drafted, focusDraft, insertDraft } from "./draft.js";
import { byId, element } from "./elements.js";
import { toggleWhy } from "./explanation.js";
import { askWhatIsWrong, giveFeedback, setUpFeedback, undoFeedback } from "./feedback.js";
import { shortcut } from "./keys.js";
import { listen } from "./live.js";
import { choose, current, move, setUpSelection } from "./selection.js";
import { closeSource, openSource, setUpSource } from "./source.js";
import { toast } from "./toast.js";
import { takeBack } from "./undo.js";
import { language, say } from "./words.js";

const page = byId("main");
const caseId = page.dataset.case;
const drawn = new Map();
let packet = null;

const actions = { open: openSource, insert, copy: ({ text }) => copy(text), right, edited, wrong };
const run = {
  claim: () => step("claim"),
  take_over: takeOver,
  reopen,
  release: () => step("release"),
  resolve: () => stepSoon("resolve", {}, { message: say("case.resolved") }),
  give_back: () => stepSoon("give-back", {}, { message: say("case.given_back") }),
  wait: () => openPanel("wait"),
  assign: () => openPanel("assign"),
  note: () => openPanel("note"),
  promote: () => openPromotion(packet),
};

/** Reads the case anew and draws what changed; null where that failed. */
async function load() {
  try {
    const found = await get(`/v1/handoffs/${encodeURIComponent(caseId)}?agent_language=${language}`);
    show(found);
    return found;
  } catch (error) {
    if (packet === null) showFailure(error);
    return null;
  }
}

function show(found) {
  const isFirst = packet === null;
  packet = found;
  setClock(found.now);
  page.removeAttribute("aria-busy");
  showCase(found.case);
  drawOnce("asked", [found.question, found.gist], () => byId("asked").replaceChildren(...questionBlock(found)));
  drawOnce("thread", [found.messages, found.other_messages], () => showThread(found));
  drawOnce("facts", [found.case.version, found.risks, found.customer, found.events.length], () => byId("facts").replaceChildren(...factSections(found)));
  drawOnce("replies", lastWritten(found), () => showReplies(found, actions));
  if (!isFirst) return;
  setUpReply({ id: caseId, packet: () => packet, copy });
  showSend();
  listen({ after: found.events.at(-1)?.id ?? 0, onEvents: happened, onBack: load });
}

function showCase(one) {
  packet = { ...packet, case: one };
  seeCase(one);
  drawOnce("head", one, () => showHead(one, run));
  showSend();
}

/** Draws a part only where what it shows has changed: nothing moves under who reads. */
function drawOnce(part, values, draw) {
  const told = JSON.stringify(values);
  if (drawn.get(part) === told) return;
  drawn.set(part, told);
  draw();
}

function lastWritten({ messages, question }) {
  return messages.findLast(({ role }) => role === "customer")?.id ?? question;
}

async function happened(events) {
  const ours = events.filter(({ case_id: id }) => id === caseId);
  if (ours.length === 0) return;
  await load();
  happenedMeanwhile(ours);
}

function changed(one) {
  clearBand();
  if (one.version !== packet.case.version) replySent();
  showCase(one);
  load();
}

function showFailure(error) {
  page.removeAttribute("aria-busy");
  page.replaceChildren(
    element(
      "div",
      { class: "notice failed" },
      element("p", { class: "notice-title" }, say(error.status === 404 ? "case.missing" : "case.unreadable")),
      element("p", {}, error.message),
      element("a", { class: "button", href: "/console/queue" }, say("case.to_queue")),
    ),
  );
}

/* what is done with a reply */

function insert(reply) {
  insertDraft(reply.text, { sources: reply.citations, replyId: reply.id });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("ask.copied"));
  } catch {
    toast(say("ask.not_copied"), { seconds: 4 });
  }
}

function right({ id }) {
  giveFeedback({ reply_id: id, verdict: "right" }, stateOf(id));
}

function edited({ id, text: suggestion }) {
  const { text } = drafted();
  if (text.trim() === "" || text.trim() === suggestion.trim()) {
    toast(say(text.trim() === "" ? "feedback.empty" : "feedback.unchanged"), { seconds: 4 });
    return;
  }
  giveFeedback({ reply_id: id, verdict: "edited", text }, stateOf(id));
}

async function wrong({ id }) {
  const answer = await askWhatIsWrong();
  if (answer) giveFeedback({ reply_id: id, verdict: "wrong", ...answer }, stateOf(id));
}

function stateOf(id) {
  return (state, message = "") => {
    const line = cardOf(id)?.querySelector(".card-state");
    if (!line) return;
    line.className = `card-state ${state}`;
    line.textContent = message;
    line.hidden = message === "";
  };
}

/* keys */

function ifReply(act) {
  return () => {
    const found = currentReply();
    if (found === undefined) return false;
    act(found);
    return true;
  };
}

function ifAllowed(name) {
  return () => {
    if (packet === null || !allows(packet.case, name)) return false;
    run[name]();
    return true;
  };
}

function setUpShortcuts() {
  const add = (group, keys, label, act, inFields = false) => shortcut({ group, keys, label, run: act, inFields });
  add("cards", ["1", "2", "3", "4"], say("keys.choose"), ({ key }) => choose(Number(key) - 1));
  add("cards", ["j", "ArrowDown"], say("keys.next"), () => move(1));
  add("cards", ["k", "ArrowUp"], say("keys.previous"), () => move(-1));
  add("cards", ["Enter", "i"], say("keys.insert"), ifReply((reply) => reply.text && insert(reply)));
  add("cards", ["o"], say("keys.source"), () => (firstSource(current()) ? firstSource(current()).click() : false));
  add("cards", ["y"], say("keys.why"), () => toggleWhy(current()));
  add("case", ["/"], say("keys.reply"), () => focusDraft());
  add("case", ["Ctrl+Enter"], say("keys.send"), ({ shiftKey }) => sendReply(shiftKey ? "resolve" : undefined), true);
  add("case", ["c"], say("keys.case.claim"), ifAllowed("claim"));
  add("case", ["s"], say("keys.case.resolve"), ifAllowed("resolve"));
  add("case", ["t"], say("keys.case.wait"), ifAllowed("wait"));
  add("case", ["a"], say("keys.case.assign"), ifAllowed("assign"));
  add("case", ["b"], say("keys.case.give_back"), ifAllowed("give_back"));
  add("case", ["n"], say("keys.case.note"), ifAllowed("note"));
  add("case", ["p"], say("keys.case.promote"), ifAllowed("promote"));
  add("case", ["u"], say("keys.case.undo"), () => takeBack() || undoFeedback());
  add("feedback", ["r"], say("keys.right"), ifReply(right));
  add("feedback", ["e"], say("keys.edited"), ifReply(edited));
  add("feedback", ["w"], say("keys.wrong"), ifReply(wrong));
  add("everywhere", ["Escape"], say("keys.close"), (event) => (event.target.matches("textarea") ? false : closeSource() || closeDraft()), true);
}

setUpSteps({ onChange: changed, onReload: load });
setUpSelection();
setUpSource();
setUpFeedback();
setUpPanels();
setUpPromotion(caseId, load);
setUpShortcuts();
onAgent(() => packet && (drawn.delete("head"), showCase(packet.case)));
load();
