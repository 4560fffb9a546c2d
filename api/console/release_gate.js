// The golden gate: what the golden questions and customers' own get from a candidate, side by side.

import { get, post } from "./api.js";
import { element } from "./elements.js";
import { compared } from "./release_diff.js";
import { toast } from "./toast.js";
import { moment, named, number, percent, say } from "./words.js";

const LOOK_MS = 700;
const CHANGES_SHOWN = 60;

/** The panel of a candidate's golden gate; `again` draws it anew, as while it is run. */
export async function gatePanel({ one }, signal, again) {
  const address = `/v1/releases/${encodeURIComponent(one.release)}/gate`;
  const found = await get(address, signal);
  if (found.state === "running") {
    const { done, total } = found;
    setTimeout(again, LOOK_MS);
    return [element("p", {}, say("releases.gate.running", { finished: done, total })), element("progress", { max: Math.max(total, 1), value: done, "aria-label": say("reindex.progress") })];
  }
  const run = async () => {
    try {
      await post(address, {});
    } catch (error) {
      if (error.status !== 409) toast(error.message, { seconds: 10, kind: "failed" });
    }
    again();
  };
  const ask = element("button", { class: "button", type: "button", "data-key": "gate-run", click: run }, say(found.report ? "releases.gate.again" : "releases.gate.run"));
  const failed = found.error ? element("p", { class: "notice failed", lang: "en" }, found.error) : "";
  if (!found.report) return [failed || element("p", {}, say("releases.gate.none")), ask];
  return [failed, ...report(found.report), ask];
}

function report({ passed, reasons, metrics, changes, to_mend: toMend, golden_questions: golden, customer_questions: customers, made_at: at, seconds }) {
  return [
    element(
      "div",
      { class: `verdict verdict-${passed ? "passed" : "refused"}` },
      element("strong", {}, say(passed ? "releases.gate.passed" : "releases.gate.refused")),
      reasons.length > 0 ? element("ul", {}, ...why(reasons, metrics)) : "",
    ),
    element("p", { class: "row-line" }, element("span", {}, say("releases.gate.asked", { golden: number(golden), customers: number(customers) })), element("span", {}, say("releases.gate.made", { at: moment(at), seconds: number(seconds, { maximumFractionDigits: 1 }) }))),
    metrics.length > 0 ? table(metrics) : "",
    toMend.length > 0 ? element("div", {}, element("h3", {}, say("releases.gate.mend")), element("ul", { lang: "en" }, ...toMend.map((line) => element("li", {}, line)))) : "",
    element("h3", {}, say("releases.gate.changes", { count: changes.length })),
    ...changes.slice(0, CHANGES_SHOWN).map(change),
    changes.length > CHANGES_SHOWN ? element("p", { class: "muted" }, say("releases.diff.more", { count: changes.length - CHANGES_SHOWN })) : "",
  ];
}

/** What fell, in the interface's language; the server's own words where they say something else. */
function why(reasons, metrics) {
  const fallen = metrics.filter(({ fell }) => fell);
  if (fallen.length !== reasons.length) return reasons.map((reason) => element("li", { lang: "en" }, reason));
  return fallen.map(({ name, before, after, worse, allowed, questions }) => element("li", {}, say("releases.gate.fell", { what: named("releases.metric", name), before, after, worse, allowed, questions })));
}

function table(metrics) {
  return element(
    "div",
    { class: "table-frame", role: "region", tabindex: 0, "aria-label": say("releases.gate.figures") },
    element(
      "table",
      { class: "table" },
      element("thead", {}, element("tr", {}, ...["what", "before", "after", "worse", "better", "allowed"].map((name) => element("th", { scope: "col", class: name === "what" ? undefined : "figure" }, named("releases.gate.head", name))))),
      element("tbody", {}, ...metrics.map(metric)),
    ),
  );
}

function metric({ name, questions, before, after, worse, better, allowed, fell }) {
  const share = (count) => `${number(count)} · ${percent(count / questions)}`;
  return element(
    "tr",
    { class: fell ? "fell" : undefined },
    element("th", { scope: "row" }, named("releases.metric", name), element("span", { class: "count" }, ` / ${number(questions)}`)),
    ...[share(before), share(after), number(worse), number(better), number(allowed)].map((text) => element("td", { class: "figure" }, text)),
  );
}

function change({ kind, question, language, before, after, cause, said_spans: spans }) {
  return element(
    "details",
    { class: "reply-change" },
    element("summary", {}, element("span", { class: `tag ${tone(kind)}` }, named("releases.reply", kind)), " ", element("span", { dir: "auto", lang: language }, question)),
    cause ? element("p", { class: "muted", lang: "en" }, cause) : "",
    spans.length > 0 ? element("p", { class: "change-text", dir: "auto" }, ...compared(spans)) : "",
    element("div", { class: "sides" }, side("before", before), side("after", after)),
  );
}

function tone(kind) {
  if (["wrong_sent", "unanswerable_sent", "right_lost", "draft_lost"].includes(kind)) return "tag-low";
  if (["answer_lost", "rank", "reason"].includes(kind)) return "tag-medium";
  return kind === "better" || kind === "answer_won" ? "tag-high" : "";
}

function side(name, { kind, reason, text, document, page, confidence }) {
  const place = [document, page === null ? "" : say("releases.diff.page", { page })].filter(Boolean).join(", ");
  return element(
    "div",
    {},
    element("p", { class: "side-head" }, named("releases.side", name), " · ", named("releases.replied", kind), reason ? ` (${named("reason", reason, reason)})` : "", " · ", percent(confidence)),
    element("p", { class: "quote", dir: "auto" }, text || "–"),
    element("p", { class: "path" }, place || "–"),
  );
}
