// Why a reply is as it is: its strongest reasons at a glance, the server's lines and signals folded.

import { element } from "./elements.js";
import { inWords } from "./said.js";
import { named, number, percent, say } from "./words.js";

const STRONG_SHARE = 0.7;
// facts of the knowledge base, no reasons of this reply
const NO_REASONS = new Set(["few_passages", "single_passage", "brief_passages"]);
const BANDS = new Set(["high", "medium", "low"]);

/** The probability as a bar with the threshold, a figure, and what it means. */
export function confidence({ value, threshold, band }) {
  const known = BANDS.has(band) ? band : "low";
  const bar = element(
    "span",
    {
      class: "confidence-bar",
      role: "meter",
      "aria-label": say("confidence.label"),
      "aria-valuemin": "0",
      "aria-valuemax": "1",
      "aria-valuenow": value.toFixed(3),
      "aria-valuetext": percent(value),
      title: say("confidence.title", { value: percent(value), threshold: percent(threshold) }),
    },
    element("span", { class: "confidence-fill" }),
    element("span", { class: "confidence-threshold" }),
  );
  bar.style.setProperty("--value", String(value));
  bar.style.setProperty("--threshold", String(Math.min(threshold, 1)));
  return element(
    "span",
    { class: `confidence ${known}` },
    bar,
    element("span", { class: "confidence-value" }, percent(value)),
    element("span", { class: "confidence-note" }, named("confidence", known)),
  );
}

/** What raised and what lowered the probability most, in a line of few words; null without any. */
export function reasons(explanation) {
  const values = (explanation ?? []).find(({ code }) => code.startsWith("probability."))?.values ?? {};
  const raised = told(values.raised_by, values.raised_shares, "raised");
  const lowered = told(values.lowered_by, values.lowered_shares, "lowered");
  if (raised.length + lowered.length === 0) return null;
  return element("ul", { class: "reasons", "aria-label": say("why.reasons") }, ...raised, ...lowered);
}

function told(names = [], shares = [], way) {
  const telling = names.map((name, at) => [name, Math.abs(shares[at] ?? 0)]).filter(([name]) => !NO_REASONS.has(name));
  return telling.map(([name, share]) =>
    element(
      "li",
      { class: `${way}${share >= STRONG_SHARE ? " strongly" : ""}` },
      element("span", { class: "visually-hidden" }, named("why", way)),
      named(`signal.${name}`, way, name.replaceAll("_", " ")),
    ),
  );
}

/** The lines of an explanation, folded, with the signals below them. */
export function explained({ explanation, signals }) {
  if ((explanation ?? []).length === 0) return numbers(signals, say("why.signals"));
  const lines = explanation.flatMap((line) => {
    const topic = line.code.split(".")[0];
    const { text, language } = inWords(line);
    return [element("dt", {}, named("why.topic", topic)), element("dd", { dir: "auto", lang: language }, text)];
  });
  return element(
    "details",
    { class: "why" },
    element("summary", {}, say("why.summary")),
    element("dl", { class: "why-lines" }, ...lines),
    numbers(signals, say("why.signals")),
  );
}

/** Named numbers as a folded table; null without any. */
export function numbers(values, title, family = "signal.name") {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return null;
  return element(
    "details",
    { class: "why" },
    element("summary", {}, title),
    element(
      "table",
      {},
      ...entries.map(([name, value]) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, named(family, name, name.replaceAll("_", " "))),
          element("td", {}, number(Number(value), { minimumFractionDigits: 3, maximumFractionDigits: 3 })),
        ),
      ),
    ),
  );
}

/** Opens or folds a card's reasons; false where it has none. */
export function toggleWhy(card) {
  const why = card?.querySelector(".why");
  if (!why) return false;
  why.open = !why.open;
  if (why.open) why.scrollIntoView({ block: "nearest" });
  return true;
}
