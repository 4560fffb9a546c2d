// The line above the cards: what a chatbot would have done with this question, and why.

import { caveatTags } from "./cards.js";
import { element } from "./elements.js";
import { explained } from "./explanation.js";
import { named, number, percent, say } from "./words.js";

/** What the machine alone would have done: a line, what was read in the question, and why. */
export function automaticLine(reply, readAs) {
  const parts = [element("strong", {}, named("automatic", reply.kind, reply.kind, { level: reply.handoff?.level ?? "" }))];
  if (reply.handoff) {
    parts.push(element("span", {}, named("reason", reply.handoff.reason, reply.handoff.reason.replaceAll("_", " "))));
    if (reply.handoff.risk_class) {
      parts.push(element("span", { class: "tag tag-invalid" }, named("risk", reply.handoff.risk_class)));
    }
  }
  parts.push(element("span", { class: "count" }, `${percent(reply.confidence.value)} · ${milliseconds(reply.took_ms)}`));
  parts.push(...caveatTags(reply));
  if (readAs) {
    const [before, after] = say("automatic.read_as").split("{text}");
    parts.push(element("span", { class: "automatic-text" }, before, element("bdi", {}, readAs), after));
  }
  if (reply.kind !== "answer") {
    parts.push(element("span", { class: "automatic-text foreign", dir: "auto", lang: reply.language }, reply.text));
  }
  if (reply.parts.length > 0) parts.push(questionByQuestion(reply));
  parts.push(explained(reply));
  return parts;
}

function milliseconds(value) {
  return number(Math.round(value), { style: "unit", unit: "millisecond" });
}

/** Several questions in one message: how sure the draft of each is. */
function questionByQuestion(reply) {
  return element(
    "ol",
    { class: "automatic-text", "aria-label": say("automatic.parts") },
    ...reply.parts.map((part) =>
      element("li", {}, element("bdi", {}, part.question), ` · ${percent(part.confidence.value)}`),
    ),
  );
}
