// One case: everything that is known of it, the reply, and every step an agent takes with it.

import "./shell.js";
import { onAgent } from "./agent.js";
import { get } from "./api.js";
import { clearBand, happenedMeanwhile } from "./case_band.js";
import { factSections } from "./case_facts.js";
import { allows, hasLegalStep, showHead } from "./case_head.js";
import { openPanel, openPromotion, openSettling, setUpPanels, setUpPromotion } from "./case_panels.js";
import { firstSource } from "./cards.js";
import { currentReply, showReplies } from "./case_replies.js";
import { replySent, sendReply, setUpReply, showSend } from "./case_reply.js";
import { isTakenBack, reopen, seeCase, setUpSteps, step, stepSoon, takeOver } from "./case_steps.js";
import { questionBlock, showThread } from "./case_thread.js";
import { setClock } from "./clock.js";
import { closeDraft, focusDraft } from "./draft.js";
import { byId, element } from "./elements.js";
import { toggleWhy } from "./explanation.js";
import { setUpFeedback, undoFeedback } from "./feedback.js";
import { shortcut } from "./keys.js";
import { listen } from "./live.js";
import { copyText, replyActions } from "./reply_actions.js";
import { choose, current, move, setUpSelection } from "./selection.js";
import { closeSource, setUpSource } from "./source.js";
import { settled, takeBack } from "./undo.js";
import { language, say } from "./words.js";

const page = byId("main");
const caseId = page.dataset.case;
const drawn = new Map();
let packet = null;

const run = {
  claim: takeOver,
  take_over: takeOver,
  reopen,
  release: () => step("release"),
  resolve: () => (hasLegalStep(packet.case) ? openSettling("resolve") : stepSoon("resolve", {}, { message: say("case.resolved") })),
  give_back: () => (hasLegalStep(packet.case) ? openSettling("give-back") : stepSoon("give-back", {}, { message: say("case.given_back") })),
  legal_step: () => openPanel("legal"),
  wait: () => openPanel("wait"),
  assign: () => openPanel("assign"),
  note: () => openPanel("note"),
  promote: () => openPromotion(packet),
};

/** Reads the case anew and draws what changed; null where that failed. */
async function load() {
  try {
    const found = await get(`/v1/handoffs/${encodeURIComponent(caseId)}?agent_language=${language}`);
    // an answer that was overtaken by a step says what is no longer so
    if (packet === null || found.case.version >= packet.case.version) show(found);
    return packet;
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
  drawOnce("asked", [found.question, found.gist, found.case.is_erased], () => byId("asked").replaceChildren(...questionBlock(found)));
  drawOnce("thread", [found.messages, found.other_messages], () => showThread(found));
  drawOnce("facts", [found.case.version, found.risks, found.customer, found.events.length], () => byId("facts").replaceChildren(...factSections(found)));
  drawOnce("replies", lastWritten(found), () => showReplies(found, replyActions));
  if (!isFirst) return;
  setUpReply({ id: caseId, packet: () => packet, copy: copyText });
  showSend();
  listen({ after: found.events.at(-1)?.id ?? 0, onEvents: happened, onBack: load });
}

function showCase(one) {
  packet = { ...packet, case: { ...one, may_take_back: isTakenBack(packet) } };
  seeCase(one);
  drawOnce("head", packet.case, () => showHead(packet.case, run));
  showSend();
}

/** Goes to the most urgent case that nobody has; back to the queue where there is none. */
async function toNext() {
  await settled();
  const { cases } = await get("/v1/handoffs?state=open&limit=2");
  location.assign(cases.find(({ id }) => id !== caseId)?.url ?? "/console/queue");
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

/** Whether an arrow key is the scrolling of a part that has the focus itself. */
function scrolls({ key, target }) {
  return /^Arrow/.test(key) && target.matches(".talk, .case-facts, .card-text");
}

function setUpShortcuts() {
  const add = (group, keys, label, act, inFields = false) => shortcut({ group, keys, label, run: act, inFields });
  add("cards", ["1", "2", "3", "4"], say("keys.choose"), ({ key }) => choose(Number(key) - 1));
  add("cards", ["j", "ArrowDown"], say("keys.next"), (event) => !scrolls(event) && move(1));
  add("cards", ["k", "ArrowUp"], say("keys.previous"), (event) => !scrolls(event) && move(-1));
  add("cards", ["Enter", "i"], say("keys.insert"), ifReply((reply) => reply.text && replyActions.insert(reply)));
  add("cards", ["o"], say("keys.source"), () => (firstSource(current()) ? firstSource(current()).click() : false));
  add("cards", ["y"], say("keys.why"), () => toggleWhy(current()));
  add("case", ["/"], say("keys.reply"), () => focusDraft());
  add("case", ["Ctrl+Enter"], say("keys.send"), ({ shiftKey }) => sendReply(shiftKey ? "resolve" : undefined), true);
  add("case", ["c"], say("keys.case.claim"), ifAllowed("claim"));
  add("case", ["s"], say("keys.case.resolve"), ifAllowed("resolve"));
  add("case", ["l"], say("keys.case.legal_step"), ifAllowed("legal_step"));
  add("case", ["t"], say("keys.case.wait"), ifAllowed("wait"));
  add("case", ["a"], say("keys.case.assign"), ifAllowed("assign"));
  add("case", ["b"], say("keys.case.give_back"), ifAllowed("give_back"));
  add("case", ["n"], say("keys.case.note"), ifAllowed("note"));
  add("case", ["p"], say("keys.case.promote"), ifAllowed("promote"));
  add("case", ["g n"], say("keys.case.next_open"), toNext);
  add("case", ["u"], say("keys.case.undo"), () => takeBack() || undoFeedback());
  add("feedback", ["r"], say("keys.right"), ifReply(replyActions.right));
  add("feedback", ["e"], say("keys.edited"), ifReply(replyActions.edited));
  add("feedback", ["w"], say("keys.wrong"), ifReply(replyActions.wrong));
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
