// The reply to the customer: kept in this browser until it was sent, sent with what comes next.

import { agentName, isLead } from "./agent.js";
import { clearPending, showPending } from "./case_thread.js";
import { standing, stepSoon } from "./case_steps.js";
import { clearDraft, drafted, focusDraft, insertDraft, setUpDraft } from "./draft.js";
import { byId } from "./elements.js";
import { keep, recall } from "./remembered.js";
import { toast } from "./toast.js";
import { named, say } from "./words.js";

const field = byId("draft-text");
const send = byId("send");
const then = byId("send-then");
let caseId = "";
let about = () => null;
let identity = "";

/** Wires the box for this case; gives back what was written and not sent before. */
export function setUpReply({ id, packet, copy }) {
  caseId = id;
  about = packet;
  setUpDraft({
    about: () => ({ question: packet().question, language: packet().language, market: packet().case.market }),
    copy,
    onChange: (text) => {
      keep(written(), text.trim() === "" ? "" : text);
      showSend();
    },
  });
  send.addEventListener("click", () => sendReply());
  then.addEventListener("change", showSend);
  const kept = [unlessSent(recall(sending())), recall(written())].filter(Boolean).join("\n\n");
  keep(sending(), "");
  if (kept === "") return;
  restore(kept);
  toast(say("send.restored"), { seconds: 5 });
}

/** What may be sent now, and what stands in the way. */
export function showSend() {
  const one = about()?.case;
  if (!one) return;
  const place = standing(one);
  const isEmpty = field.value.trim() === "";
  send.disabled = isEmpty || place === "theirs" || place === "resolved" || one.is_erased;
  byId("send-note").textContent = whatStands(place, one, isEmpty);
}

/** Sends what stands in the box, and what becomes of the case with it; a few seconds to take it back. */
export async function sendReply(next = then.value) {
  if (send.disabled) {
    focusDraft();
    return;
  }
  const { text, replyId } = drafted();
  // the same reply sent twice is sent once, however often it has to be tried
  identity ||= newIdentity();
  const body = { text, then: next, reply_id: replyId, id: identity };
  keep(sending(), text);
  // before anything is awaited: a second press finds the box empty
  clearDraft();
  showPending(text, agentName());
  const back = () => {
    clearPending();
    keep(sending(), "");
    restore([text, field.value].filter((one) => one.trim() !== "").join("\n\n"), replyId);
  };
  const isComing = await stepSoon("reply", body, { message: named("send.done", next), undone: back });
  if (!isComing) back();
}

/** The reply is with the customer: what was kept for it is forgotten. */
export function replySent() {
  identity = "";
  keep(sending(), "");
}

function whatStands(place, one, isEmpty) {
  if (one.is_erased) return say("send.erased");
  if (place === "theirs") return say(isLead() ? "send.theirs" : "send.not_yours", { who: one.assignee });
  if (place === "resolved") return say("send.resolved");
  if (place === "free") return say("send.claims");
  return isEmpty ? "" : say("send.kept");
}

/** Left while it was being sent, it may have arrived all the same. */
function unlessSent(text) {
  return about().messages.some((one) => one.role === "agent" && one.text === text) ? "" : text;
}

function restore(text, replyId = "") {
  if (replyId && field.value === "") {
    insertDraft(text, { replyId });
    return;
  }
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

function written() {
  return `reply.${caseId}`;
}

function sending() {
  return `sending.${caseId}`;
}

/** Where a page is not served securely there is no randomUUID. */
function newIdentity() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
