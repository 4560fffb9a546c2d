// What a case is, in words: its state, why it is here, who has it, the alert it belongs to.

import { countdown } from "./clock.js";
import { element } from "./elements.js";
import { language, languageName, moment, named, say } from "./words.js";

const COLOURS = new Set(["yellow", "orange", "red"]);
const regions = new Intl.DisplayNames(language, { type: "region" });

/** A market's name: DE → Germany. */
export function marketName(code) {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code; // a market of our own
  }
}

/** A channel's name: whatsapp → WhatsApp; "" for none. */
export function channelName(channel) {
  return channel ? named("channel", channel.toLowerCase(), channel) : "";
}

/** A class of risk by its name: safety → safety, injury. */
export function riskName(code) {
  return named("risk", code, code.replaceAll("_", " "));
}

/** A tier by its name: gold; one of our own is called as it is. */
export function tierName(tier) {
  return named("tier", tier, tier);
}

/** Why a person has to look at it: the risk, or why the machine did not answer. */
export function whyHere({ risk_class: risk, reason }) {
  return risk ? riskName(risk) : named("reason", reason, reason.replaceAll("_", " "));
}

/** The clock that runs; what stands in its place where none does. */
export function timeLeft({ due_at: due, due: what, state, resolved_at: resolved }) {
  if (due) return countdown(due, what);
  if (state === "resolved" && resolved) return still(named("state", "resolved"), moment(resolved));
  return still(say("time.none"), state === "waiting_customer" ? say("time.theirs") : "");
}

function still(text, note) {
  return element(
    "span",
    { class: "left" },
    element("span", { class: "left-time" }, text),
    element("span", { class: "left-what" }, note),
  );
}

/** The level, as a badge. */
export function levelBadge(level) {
  return element("span", { class: `level level-${level.toLowerCase()}`, title: named("level", level, level) }, level);
}

/** The state, as a badge. */
export function stateBadge(state) {
  return element("span", { class: `state state-${state.replaceAll("_", "-")}` }, named("state", state));
}

/** The colour of the alert with its word; null without one. */
export function alertTag(colour) {
  return COLOURS.has(colour) ? element("span", { class: `alert-tag alert-${colour}` }, named("alert", colour)) : null;
}

/** The language and market of the customer. */
export function whence({ language: tag, market }) {
  return [tag ? languageName(tag) : "", market ? marketName(market) : ""];
}

/** What happened to a promise: broken, opened again. */
export function marks({ breaches, reopened, transfers }) {
  return [
    breaches > 0 ? element("span", { class: "mark-late" }, say("case.breaches", { count: breaches })) : null,
    reopened > 0 ? element("span", {}, say("case.reopened", { count: reopened })) : null,
    transfers > 1 ? element("span", {}, say("case.transfers", { count: transfers })) : null,
  ].filter((one) => one !== null);
}
