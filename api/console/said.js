// What the server says in English, said in the interface's language by its codes and values.
//
// In English its own sentence stands: it knows most. A code that the catalogue lacks keeps it too.

import { filled, language, languageName, listed, load, named, number, percent } from "./words.js";

const isEnglish = language === "en";
const sentences = isEnglish ? {} : await load(`./said.${document.documentElement.dataset.words}.json`);
const SHARES = new Set(["value", "judged", "threshold", "max_wrong_share"]);
// hints whose reason is the market's or the law's own
const DETAILED = new Set(["avoided_wording", "missing_notice"]);
// how the codes among the values are called; what stands in no family is a name as it is
const FAMILIES = {
  retrievers: (code) => named("retriever", code),
  raised_by: (code) => named(`signal.${code}`, "raised", code.replaceAll("_", " ")),
  lowered_by: (code) => named(`signal.${code}`, "lowered", code.replaceAll("_", " ")),
  reason: (code) => sentences[`veto.${code}`] ?? named("reason", code),
  writer_failure: (code) => sentences[`failure.${code}`] ?? code,
  translator_failure: (code) => sentences[`failure.${code}`] ?? code,
  caveats: (code) => sentences[`caveats.${code}`] ?? code,
  threshold_source: (code) => sentences[`threshold_source.${code}`] ?? code,
};

/** An explanation line → {text, language}. */
export function inWords({ code, text, values }) {
  const sentence = sentences[code];
  if (isEnglish || sentence === undefined) return { text, language: "en" };
  const known = prepared(code, values ?? {});
  const told = filled(sentence, known) + additions(code, known);
  const said = /[。！？]$/.test(told) ? told : `${told}。`;
  return /\{\w+\}/.test(said) ? { text, language: "en" } : { text: said, language };
}

/** A hint at a draft → {text, language}; with `detail` where the server's English names what ours does not. */
export function hintInWords({ code, reason }) {
  const sentence = sentences[`hint.${code}`];
  if (isEnglish || sentence === undefined) return { text: reason, language: "en", detail: "" };
  return { text: sentence, language, detail: DETAILED.has(code) ? reason : "" };
}

/** Values as they stand in a sentence: shares as percent, lists as lists, codes by their names. */
function prepared(code, values) {
  const made = {};
  for (const [name, value] of Object.entries(values)) {
    if (SHARES.has(name)) made[name] = percent(value, name === "threshold" ? values.value : values.threshold);
    else if (typeof value === "number") made[name] = value;
    else if (Array.isArray(value)) made[name] = value.map((one) => (typeof one === "number" ? number(one) : word(name, one)));
    else made[name] = word(name, value);
  }
  for (const [name, value] of Object.entries(made)) {
    if (Array.isArray(value)) made[name] = Object.hasOwn(FAMILIES, name) ? value.join(sentences["list.between"]) : listed(value);
  }
  if (code === "vetoes.some") made.counted = counted(values);
  if (code === "raise.by") made.told = changes(values);
  if (code.startsWith("source.")) made.place = place(values);
  return made;
}

function word(name, value) {
  return value !== "" && Object.hasOwn(FAMILIES, name) ? FAMILIES[name](value) : value;
}

/** What a sentence is followed by where there is something to tell. */
function additions(code, known) {
  const wanted = {
    "source.": ["retrievers", "writer", "writer_failure", "sentences_left_out", "translator", "translator_failure", "models", "markets"],
    "probability.": ["raised_by", "lowered_by"],
    "vetoes.": ["set_aside", "contradicting_values"],
    "decision.": ["named", "caveats"],
  };
  const names = wanted[`${code.split(".")[0]}.`] ?? [];
  return names
    .filter((name) => known[name] && sentences[`also.${name}`])
    .map((name) => filled(sentences[`also.${name}`], known))
    .join("");
}

function place({ document: path, page, heading }) {
  const page_told = page ? filled(sentences["place.page"], { page }) : "";
  const heading_told = heading ? filled(sentences["place.heading"], { heading }) : "";
  return `${path ?? ""}${page_told}${heading_told}`;
}

function counted({ reasons = [], counts = [] }) {
  return reasons
    .map((reason, at) => filled(sentences["veto.counted"], { count: counts[at], reason: word("reason", reason) }))
    .join(sentences["list.between"]);
}

function changes({ changes: made = [], probabilities = [], names = [] }) {
  // a change that has to be looked up anew has no probability beforehand
  const share = (at) => (probabilities.length === made.length ? percent(probabilities[at]) : "");
  return made
    .map((change, at) => filled(sentences[share(at) ? "change.to" : "change.anew"], {
      share: share(at),
      change: filled(sentences[`change.${change}`] ?? change, { names: toldNames(change, names[at] ?? "") }),
    }))
    .join(sentences["change.between"]);
}

// of these the first name is a language
function toldNames(change, names) {
  if (change !== "translated" && change !== "entry_written") return names;
  const [tag, ...others] = names.split(", ");
  return [languageName(tag), ...others].join(sentences["list.between"]);
}
