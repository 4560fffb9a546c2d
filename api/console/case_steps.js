// What an agent does with the case: one step after another, each from the version that was seen.

import { agentName, requireAgent } from "./agent.js";
import { post } from "./api.js";
import { conflicted } from "./case_band.js";
import { later, settled } from "./undo.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const CLAIMED_FROM = ["open", "waiting_l2", "waiting_l3"];
let seen = null;
let changed = () => undefined;
let reload = async () => null;

/** `onChange` gets the case after a step; `onReload` reads the case anew and gives it. */
export function setUpSteps({ onChange, onReload }) {
  changed = onChange;
  reload = onReload;
}

/** The case as the agent sees it now. */
export function seeCase(one) {
  seen = one;
}

/** Whether this agent may take it, has it, or somebody else does. */
export function standing({ state, assignee }) {
  const me = agentName();
  if (state === "resolved") return "resolved";
  if (assignee && assignee !== me) return "theirs";
  return assignee && !CLAIMED_FROM.includes(state) ? "mine" : "free";
}

/**
 * Takes a step (claim, release, wait, …) with what it needs besides the agent. True where it was
 * taken; otherwise the page says why not.
 */
export async function step(name, body = {}) {
  const agent = await requireAgent();
  if (agent === "") return false;
  await settled();
  return take(name, { ...body, agent, version: seen.version });
}

/** Takes a step in a few seconds; `undone` is called where it was taken back, `failed` where it was not taken. */
export async function stepSoon(name, body, { message, undone, failed = undone }) {
  const agent = await requireAgent();
  if (agent === "") return false;
  await settled();
  const sent = { ...body, agent, version: seen.version };
  later({
    message,
    undone,
    run: async (options) => (await take(name, sent, options)) || failed?.(),
  });
  return true;
}

async function take(name, body, options = {}) {
  try {
    const after = await post(`/v1/handoffs/${encodeURIComponent(seen.id)}/${name}`, body, undefined, options);
    changed(after);
    return true;
  } catch (error) {
    if (error.status === 409 || error.code === "not-yours") conflicted(await reload(), error, { version: body.version, takeOver, reopen });
    else toast(say("case.failed", { message: error.message }), { kind: "failed", seconds: 10 });
    return false;
  }
}

/** Whether this agent gave it away, with nothing done to it since: then they may take it back. */
export function isTakenBack({ events }) {
  const last = events.at(-1);
  return last?.step === "assigned" && last.actor === agentName();
}

/** The case becomes this agent's, whoever has it or nobody. */
export async function takeOver() {
  const agent = await requireAgent();
  if (agent === "") return false;
  return CLAIMED_FROM.includes(seen.state) ? step("claim") : step("assign", { to_agent: agent });
}

/** A resolved case becomes this agent's again. */
export function reopen() {
  return step("reopen");
}
