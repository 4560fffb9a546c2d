// The band above a case: what happened to it meanwhile, and what to do about it.

import { byId, announce, element } from "./elements.js";
import { agentName, isLead } from "./agent.js";
import { actorName, isolated, stepName } from "./case_history.js";
import { say } from "./words.js";

const band = byId("band");

/**
 * Says that a step was not taken because somebody else was first, or what the server has against it
 * where the case is still of the `version` that was seen. Actions: takeOver, reopen.
 */
export function conflicted(found, error, { version, takeOver, reopen }) {
  if (found === null) {
    show("failed", error.message, "", []);
    return;
  }
  const { case: one, events } = found;
  const last = events.at(-1);
  const who = isolated(one.assignee ?? actorName(last.actor));
  const back = element("a", { class: "button", href: "/console/queue" }, say("case.to_queue"));
  if (one.state === "resolved") {
    show("failed", say("conflict.resolved", { who }), say("conflict.resolved.what"), [button(say("case.reopen"), reopen), back]);
  } else if (one.assignee && one.assignee !== agentName()) {
    const what = isLead() ? say("conflict.taken.what") : say("conflict.taken.theirs");
    show("failed", say("conflict.taken", { who }), what, isLead() ? [button(say("case.take_over"), takeOver), back] : [back]);
  } else if (one.version === version) {
    // nobody was first: the server's own reason is why
    show("failed", say("conflict.refused"), /legal step/.test(error.detail) ? say("conflict.legal_step") : error.detail || error.message, []);
  } else {
    show("failed", say("conflict.moved", doneBy(last)), say("conflict.moved.what"), []);
  }
}

/** Says politely what somebody else just did. */
export function happenedMeanwhile(events) {
  const last = events.findLast(({ actor }) => actor !== agentName());
  if (!last) return;
  const told = say("case.meanwhile", doneBy(last));
  if (band.dataset.kind === "failed") announce(told);
  else show("told", told, "", []);
}

function doneBy({ actor, step }) {
  return { who: isolated(actorName(actor)), step: stepName(step) };
}

/** Takes the band away. */
export function clearBand() {
  band.hidden = true;
  band.dataset.kind = "";
}

function show(kind, title, line, actions) {
  band.dataset.kind = kind;
  band.className = `band band-${kind}`;
  band.setAttribute("role", kind === "failed" ? "alert" : "status");
  band.replaceChildren(
    element("p", {}, element("strong", {}, title), line ? ` ${line}` : ""),
    ...actions,
    element("button", { class: "button button-quiet", type: "button", click: clearBand }, say("shell.close")),
  );
  band.hidden = false;
}

function button(label, run) {
  return element("button", { class: "button button-main", type: "button", click: () => (clearBand(), run()) }, label);
}
