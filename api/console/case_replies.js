// What could be replied: what the machine would have said, and why it did not; then suggestions.

import { post } from "./api.js";
import { passageCard, replyCard } from "./cards.js";
import { whyHere } from "./case_words.js";
import { byId, element } from "./elements.js";
import { confidence, explained } from "./explanation.js";
import { choose, clear, current, fill } from "./selection.js";
import { language, percent, say } from "./words.js";

const MEDIUM_SHARE = 0.6;
const TURNS = 20;
let replies = [];
let asking = null;

/** The reply of the current card, if it is one that can be used or judged. */
export function currentReply() {
  return replies.find(({ id }) => id === current()?.dataset.reply);
}

/** Passages and the machine's draft from the packet; suggestions are asked for, and follow. */
export async function showReplies(packet, actions) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  byId("tabs").hidden = false;
  clear([element("div", { class: "skeleton", "aria-hidden": "true" })]);
  fill("passages", packet.passages.map((passage, at) => passageCard(passage, at + 1, actions)));
  const tried = packet.tried ? [triedReply(packet.tried)] : [];
  draw(tried, [], packet, actions);
  try {
    const { suggestions } = await post("/v1/suggestions", body(packet), signal);
    if (!signal.aborted) draw(tried, suggestions, packet, actions);
  } catch (error) {
    if (error.name === "AbortError") return;
    byId("replies").append(element("p", { class: "notice failed" }, say("case.no_suggestions", { message: error.message })));
  }
}

function draw(tried, suggestions, packet, actions) {
  const facts = new Map(packet.passages.map((passage) => [passage.document, passage]));
  // what the machine drafted is often the first suggestion: it stands there once
  const others = suggestions.filter(({ text }) => !tried.some((one) => one.text === text));
  const at = currentReply()?.text ? current().dataset.reply : "";
  replies = [...tried, ...others];
  const cards = replies.map((reply, place) =>
    tried.includes(reply) ? triedCard(reply, place + 1, actions, facts, packet.case) : replyCard(reply, place + 1, actions, (path) => facts.get(path)),
  );
  fill("replies", cards.length > 0 ? cards : [element("p", { class: "notice" }, say("case.nothing_tried"))]);
  byId("tab-replies").querySelector(".count").textContent = String(cards.length);
  const kept = replies.findIndex(({ id }) => id === at);
  // a card that has nothing to insert is not what an agent begins with
  choose(kept >= 0 ? kept : Math.max(replies.findIndex(({ text }) => text), 0), { focus: false });
}

/** The question as the customer asked it last, after what was said before. */
function body({ messages, case: one, question, language: tongue }) {
  const said = messages.filter(({ is_internal: isInternal }) => !isInternal);
  const asked = said.findLastIndex(({ role }) => role === "customer");
  const history = said.slice(0, Math.max(asked, 0)).slice(-TURNS);
  return {
    question: said[asked]?.text || question,
    history: history.map(({ role, text }) => ({ role, text })),
    language: tongue || null,
    market: one.market,
    product: one.product,
    agent_language: language,
  };
}

/** The draft as it was quoted, before it was put in words: in the language that its sources begin with. */
function triedReply({ reply_id: id, draft, text, ...rest }) {
  const { confidence: value, threshold, citations } = rest;
  const band = value >= threshold ? "high" : value >= MEDIUM_SHARE * threshold ? "medium" : "low";
  const written = citations.find((one) => one.language)?.language ?? rest.language;
  return { ...rest, id, text: draft, sent: text, language: written, sentLanguage: rest.language, confidence: { value, threshold, band }, translation: "none", caveats: [], caveat_values: {} };
}

function triedCard(reply, place, actions, facts, one) {
  const card = reply.text ? replyCard(reply, place, actions, (path) => facts.get(path)) : emptyCard(reply, place);
  card.classList.add("tried");
  card.prepend(
    element(
      "p",
      { class: "tried-why" },
      element("strong", {}, say("tried.title")),
      reply.reason ? element("span", {}, whyHere({ reason: reply.reason, risk_class: reply.reason === "risk" ? one.risk_class : null })) : null,
      element("span", { class: "muted" }, say("tried.threshold", { value: percent(reply.confidence.value, reply.confidence.threshold), threshold: percent(reply.confidence.threshold) })),
    ),
  );
  card.append(
    element(
      "details",
      { class: "why" },
      element("summary", {}, say("tried.sent")),
      element("p", { class: "card-text", dir: "auto", lang: reply.sentLanguage }, reply.sent),
    ),
  );
  return card;
}

function emptyCard(reply, place) {
  return element(
    "article",
    { class: "card", tabindex: "-1", "aria-label": say("card.reply", { number: place }), "data-reply": reply.id },
    element("div", { class: "card-head" }, element("kbd", { class: "card-number", "aria-hidden": "true" }, String(place)), confidence(reply.confidence)),
    element("p", { class: "card-text muted" }, say("tried.no_draft")),
    element("p", { class: "card-state", role: "status", hidden: true }),
    explained(reply),
  );
}
