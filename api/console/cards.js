// Cards: a suggested reply with its gist, probability and sources; a passage with its matches.

import { marketName } from "./case_words.js";
import { element, marked } from "./elements.js";
import { confidence, explained, numbers, reasons } from "./explanation.js";
import { day, language, languageName, listed, named, say, sameLanguage } from "./words.js";

const OF_VALIDITY = ["expired", "not_yet_valid", "superseded"];
const OF_DOCUMENT = [...OF_VALIDITY, "other_market"]; // whatever a passage of it says
const BUTTONS = [
  ["insert", "i"],
  ["copy", "c"],
  ["right", "r"],
  ["edited", "e"],
  ["wrong", "w"],
];

/**
 * A suggestion. `actions` has open, insert, copy, right, edited, wrong; `factsOf` gives what the
 * search told of a document.
 */
export function replyCard(reply, place, actions, factsOf) {
  const gist = gistOf(reply);
  return element(
    "article",
    { class: "card", tabindex: "-1", "aria-label": say("card.reply", { number: place }), "data-reply": reply.id },
    element(
      "div",
      { class: "card-head" },
      element("kbd", { class: "card-number", "aria-hidden": "true" }, String(place)),
      confidence(reply.confidence),
      element("span", { class: "tag", title: say("card.language") }, languageName(reply.language)),
      reply.translation === "none" ? null : element("span", { class: "tag" }, named("translation", reply.translation)),
      ...caveatTags(reply),
      element(
        "span",
        { class: "card-actions" },
        ...BUTTONS.map(([name, key]) =>
          element(
            "button",
            { class: `card-button act-${name}`, type: "button", title: `${named("card.hint", name)} (${key})`, "aria-keyshortcuts": key, click: () => actions[name](reply) },
            named("card", name),
          ),
        ),
      ),
    ),
    element("p", { class: "card-state", role: "status", hidden: true }),
    reasons(reply.explanation),
    element(
      "div",
      { class: gist ? "card-texts two" : "card-texts" },
      element("p", { class: "card-text", dir: "auto", lang: reply.language }, reply.text),
      gist
        ? element(
            "div",
            { class: "gist" },
            element("p", { class: "gist-label" }, named("gist", gist.kind)),
            element("p", { class: "gist-text", dir: "auto", lang: gist.language }, gist.text),
          )
        : null,
    ),
    element(
      "ul",
      { class: "sources", "aria-label": say("card.sources") },
      ...reply.citations.map((citation) =>
        element("li", {}, sourceButton(citation, citation.quote, actions, factTags(factsOf?.(citation.document), OF_DOCUMENT))),
      ),
    ),
    explained(reply),
  );
}

/** What the reply says in the agent's language: its translation, or the quotes that are in it. */
export function gistOf({ text, language: written, gist, gist_translation: by, citations = [] }) {
  if (sameLanguage(written, language)) return null;
  if (gist) return tellsMore({ text: gist, language, kind: by ?? "machine" }, text);
  const quotes = citations.filter((one) => one.language && sameLanguage(one.language, language)).map(({ quote }) => quote);
  return tellsMore({ text: [...new Set(quotes)].join("\n\n"), language, kind: "quotes" }, text);
}

// a reply that quotes in the agent's own language is read as it stands
function tellsMore(gist, text) {
  const lines = gist.text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return lines.every((line) => text.includes(line)) ? null : gist;
}

/** A passage, with marks of what the server says against it. */
export function passageCard(passage, place, actions) {
  return element(
    "article",
    { class: "card", tabindex: "-1", "aria-label": say("card.passage", { number: place }) },
    element("ul", { class: "sources" }, element("li", {}, sourceButton(passage, "", actions, factTags(passage)))),
    passage.table_header ? element("p", { class: "card-text table-header", dir: "auto" }, passage.table_header) : null,
    element(
      "p",
      { class: "card-text passage-text", dir: "auto", lang: passage.language, tabindex: "0" },
      ...marked(passage.text, passage.highlights),
    ),
    numbers(
      Object.fromEntries(passage.hits.map((hit) => [say("card.rank", { retriever: named("retriever", hit.retriever), rank: hit.rank }), hit.score])),
      say("card.found"),
    ),
  );
}

/** What the reply says of how far it holds, at a glance. */
export function caveatTags({ caveats, caveat_values: values }) {
  return caveats.map((code) => {
    const names = (values[code] ?? []).map((one) => (/^\d{4}-\d\d-\d\d$/.test(one) ? day(one) : one));
    const told = named("caveat", code, code.replaceAll("_", " "), { names: listed(names) });
    return element("span", { class: "tag tag-caveat", dir: "auto" }, told);
  });
}

/**
 * Marks of a passage that must not be taken for granted: invalid, internal, another model's. Why it
 * may not answer is the server's to tell; `vetoes` are those that are wanted, all of them if not given.
 */
function factTags(facts, vetoes) {
  if (!facts) return [];
  const tags = [];
  const { veto } = facts;
  if (facts.validity && facts.validity !== "holds") tags.push(["tag-invalid", named("validity", facts.validity)]);
  else if (veto && (!vetoes || vetoes.includes(veto))) tags.push(["tag-invalid", vetoed(facts)]);
  if (facts.audience === "agent") tags.push(["tag-internal", say("card.internal")]);
  return tags.map(([kind, text]) => element("span", { class: `tag ${kind}`, dir: "auto" }, text));
}

function vetoed({ veto, models, markets }) {
  if (OF_VALIDITY.includes(veto)) return named("validity", veto);
  if (veto === "wrong_model" && models.length > 0) return say("card.other_model", { models: listed(models) });
  if (veto === "other_market" && markets.length > 0) return say("card.other_market", { markets: listed(markets.map(marketName)) });
  return named("veto", veto, veto.replaceAll("_", " "));
}

function sourceButton(source, quote, actions, tags) {
  const page = source.page_label ?? source.page;
  const path = source.heading_path.join(" › ");
  return element(
    "button",
    { class: "source-link", type: "button", "aria-expanded": "false", click: (event) => actions.open(source, event.currentTarget) },
    element("span", { class: "source-name", dir: "auto" }, source.title || source.document),
    element("span", { class: "source-page" }, ...tags, page === null ? "" : say("card.page", { page: String(page) })),
    path ? element("span", { class: "source-path", dir: "auto" }, path) : null,
    quote ? element("span", { class: "source-quote", dir: "auto" }, quote) : null,
  );
}

/** A card's first source, if it has one. */
export function firstSource(card) {
  return card?.querySelector(".source-link");
}
