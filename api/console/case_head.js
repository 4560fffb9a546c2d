// The head of a case: its clock and marks, who has it, and what can be done with it now.

import { isLead } from "./agent.js";
import { alertTag, levelBadge, marks, stateBadge, tierName, timeLeft, whyHere } from "./case_words.js";
import { standing } from "./case_steps.js";
import { byId, element } from "./elements.js";
import { say } from "./words.js";

/** Every action: its key, and where the case stands when it can be done. */
const ACTIONS = [
  ["claim", "c", ["free"]],
  ["take_over", "", ["theirs"]],
  ["reopen", "", ["resolved"]],
  ["promote", "p", ["resolved"]],
  ["resolve", "s", ["mine"]],
  ["legal_step", "l", ["mine"]],
  ["wait", "t", ["mine"]],
  ["assign", "a", ["mine", "free", "theirs"]],
  ["give_back", "b", ["mine"]],
  ["release", "", ["mine"]],
  ["note", "n", ["mine", "free", "theirs", "resolved"]],
];
const MAIN = new Set(["claim", "reopen", "resolve"]);

/** Draws the head; `run` has a function for every action. */
export function showHead(one, run) {
  byId("case-marks").replaceChildren(
    timeLeft(one),
    element("span", { class: "head-pair" }, levelBadge(one.level), element("span", { class: "muted" }, tierName(one.tier))),
    element("strong", { class: "head-why" }, whyHere(one)),
    ...[alertTag(one.colour)].filter((tag) => tag !== null),
    element("span", { class: "head-who" }, stateBadge(one.state), " ", element("bdi", { class: "muted" }, whoHasIt(one))),
    ...marks(one),
  );
  drawActions(one, run);
}

/** Whether the legal step of a red case's plan is still to be taken. */
export function hasLegalStep({ legal_step_due_at: due, legal_step_done_at: done }) {
  return Boolean(due) && !done;
}

/** Whether an action can be taken now. */
export function allows(one, name) {
  const [, , where] = ACTIONS.find(([known]) => known === name);
  if (name === "release" && one.state !== "claimed") return false;
  if (name === "legal_step" && !hasLegalStep(one)) return false;
  const place = standing(one);
  // what is a colleague's is theirs to pass on, and a lead's
  if (name === "assign" && place === "theirs" && !isLead()) return false;
  return where.includes(place) && (name !== "take_over" || isLead() || one.may_take_back);
}

function drawActions(one, run) {
  const box = byId("case-actions");
  const held = document.activeElement?.dataset?.action;
  const shown = ACTIONS.filter(([name]) => allows(one, name));
  box.replaceChildren(
    ...shown.map(([name, key]) =>
      element(
        "button",
        {
          class: `button${MAIN.has(name) ? " button-main" : ""}`,
          type: "button",
          "data-action": name,
          "aria-keyshortcuts": key || null,
          title: key ? `${label(name, one)} (${key})` : null,
          click: run[name],
        },
        label(name, one),
      ),
    ),
  );
  // drawn anew under the agent's hands: the focus stays where it was, or on what comes first now
  if (held) (box.querySelector(`[data-action="${held}"]`) ?? box.firstElementChild)?.focus();
}

function whoHasIt(one) {
  const place = standing(one);
  if (place === "mine") return say("case.you");
  return one.assignee ?? one.team ?? say("case.nobody");
}

function label(name, one) {
  const labels = {
    claim: say("case.claim"),
    take_over: say(one.may_take_back ? "case.take_back" : "case.take_over"),
    reopen: say("case.reopen"),
    promote: say("case.promote"),
    resolve: say("case.resolve"),
    legal_step: say("case.legal_step"),
    wait: say("case.wait"),
    assign: say("case.assign"),
    give_back: say("case.give_back"),
    release: say("case.release"),
    note: say("case.note"),
  };
  return labels[name];
}
