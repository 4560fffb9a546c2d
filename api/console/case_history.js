// Every step that was taken with a case, in words, the last one first.

import { element } from "./elements.js";
import { moment, named, say } from "./words.js";

const TOLD = ["assignee", "team", "level", "colour", "csat", "legal_step"];

/** Who took a step: an agent's name, the customer, or the desk itself. */
export function actorName(actor) {
  return named("actor", actor, actor);
}

/** What was done: claimed → claimed it. */
export function stepName(step) {
  return named("step", step, step.replaceAll("_", " "));
}

/** A name that runs its own way in a sentence of another direction. */
export function isolated(name) {
  return /[\u0590-\u08ff\ufb1d-\ufefc]/.test(name) ? `\u2068${name}\u2069` : name;
}

/** The steps as a list. */
export function historyList(events) {
  return element("ol", { class: "history" }, ...events.toReversed().map(entry));
}

function changed(name, value) {
  if (name === "colour") return named("alert", value);
  return name === "legal_step" ? say("detail.no_legal_step") : `${named("detail", name)} ${value}`;
}

function entry({ at, actor, step, details }) {
  const who = isolated(actorName(actor));
  const changes = TOLD.filter((name) => details[name] && details[name] !== actor).map((name) => changed(name, details[name]));
  return element(
    "li",
    {},
    element("time", { datetime: at, class: "muted" }, moment(at)),
    element(
      "span",
      { class: "history-step" },
      say("case.who_did", { who, step: stepName(step) }),
      changes.length > 0 ? element("span", { class: "muted" }, ` (${changes.join(" · ")})`) : null,
    ),
    details.note ? element("q", { dir: "auto" }, details.note) : null,
  );
}
