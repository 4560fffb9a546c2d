// Cards: a suggested reply with its probability, sources and reasons; a passage with its matches.

import { element, marked } from "/console/elements.js";

const BANDS = { high: "safe to send", medium: "check first", low: "doubtful" };
const REASONS = {
  nothing_found: "nothing found",
  low_confidence: "not sure enough",
  contradiction: "sources contradict each other",
  unknown_model: "unknown model",
  wrong_model: "evidence is about another model",
  unknown_identifier: "unknown certificate or standard",
  wrong_identifier: "evidence is about another certificate or standard",
  expired: "evidence has expired",
  other_market: "evidence is for another market",
  out_of_scope: "out of scope",
  fidelity_failed: "reply differs from its evidence",
  asked_for_person: "asked for a person",
  risk: "risk",
  repeated: "asked again",
  sensitive_person_data: "personal data",
  unsupported_language: "language not supported",
};

const CAVEATS = {
  expires_soon: "holds until",
  certificate_valid_until: "certificate valid until",
  for_models: "holds for",
  for_markets: "holds in",
  machine_translation: "says that the original decides",
};

const TRANSLATIONS = {
  document: "document’s own translation",
  machine: "translated by machine, original beside it",
};

const VALIDITY = {
  expired: "expired: not for customers",
  not_yet_valid: "not yet valid: not for customers",
  superseded: "replaced by a newer document: not for customers",
};

const EXPLAINED = {
  source: "Why this answer",
  probability: "Why this probability",
  vetoes: "What was vetoed",
  raise: "What would raise it",
  decision: "What was decided",
};

/** What a chatbot would have done with this question: a line, what was read in it, and why. */
export function automaticLine(reply, readAs) {
  const parts = [];
  if (reply.kind === "answer") parts.push(element("strong", {}, "Sent automatically"));
  if (reply.kind === "clarify") parts.push(element("strong", {}, "Asks the customer back"));
  if (reply.kind === "handoff") {
    const reason = REASONS[reply.handoff.reason] ?? reply.handoff.reason;
    parts.push(element("strong", {}, `Handed over, ${reply.handoff.level}`));
    parts.push(element("span", {}, reason));
  }
  parts.push(
    element("span", { class: "count" }, `${percent(reply.confidence.value)} · ${Math.round(reply.took_ms)} ms`),
  );
  if (readAs) {
    parts.push(
      element("span", { class: "automatic-text" }, "Searched for ", element("bdi", {}, `“${readAs}”`)),
    );
  }
  parts.push(...caveatTags(reply));
  if (reply.kind !== "answer") {
    parts.push(
      element("span", { class: "automatic-text", dir: "auto", lang: reply.language }, reply.text),
    );
  }
  if (reply.parts.length > 0) parts.push(questionByQuestion(reply));
  parts.push(explained(reply));
  return parts;
}

/** Several questions in one message: how sure the draft of each is, and what it says. */
function questionByQuestion(reply) {
  return element(
    "ol",
    { class: "automatic-text", "aria-label": "Question by question" },
    ...reply.parts.map((part) =>
      element(
        "li",
        { dir: "auto", lang: reply.language },
        `${part.question} · ${percent(part.confidence.value)}`,
      ),
    ),
  );
}

export function replyCard(reply, number, actions) {
  return element(
    "article",
    { class: "card", tabindex: "-1", "aria-label": `Suggested reply ${number}` },
    element(
      "div",
      { class: "card-head" },
      confidence(reply.confidence),
      element("span", { class: "tag", title: "Language of the reply" }, reply.language),
      TRANSLATIONS[reply.translation] ? element("span", { class: "tag" }, TRANSLATIONS[reply.translation]) : null,
      ...caveatTags(reply),
      element(
        "span",
        { class: "card-actions" },
        element("button", { class: "button", type: "button", click: () => actions.edit(reply) }, "Edit"),
        element("button", { class: "button", type: "button", click: () => actions.copy(reply.text) }, "Copy"),
      ),
    ),
    element("p", { class: "card-text", dir: "auto", lang: reply.language }, reply.text),
    element(
      "ul",
      { class: "sources", "aria-label": "Sources" },
      ...reply.citations.map((citation) =>
        element("li", {}, sourceButton(citation, citation.quote, actions)),
      ),
    ),
    explained(reply),
  );
}

/** What the reply says of how far it holds, at a glance. */
function caveatTags({ caveats, caveat_values: values }) {
  return caveats.map((code) => {
    const told = CAVEATS[code] ?? code.replaceAll("_", " ");
    const named = (values[code] ?? []).join(", ");
    return element("span", { class: "tag tag-caveat", dir: "auto" }, named ? `${told} ${named}` : told);
  });
}

export function passageCard(passage, number, actions) {
  return element(
    "article",
    { class: "card", tabindex: "-1", "aria-label": `Passage ${number}` },
    passage.validity === "holds"
      ? null
      : element("p", { class: "card-head" }, element("span", { class: "tag tag-invalid" }, VALIDITY[passage.validity] ?? passage.validity)),
    element("ul", { class: "sources" }, element("li", {}, sourceButton(passage, "", actions))),
    passage.table_header
      ? element("p", { class: "card-text source-page", dir: "auto" }, passage.table_header)
      : null,
    element(
      "p",
      { class: "card-text passage-text", dir: "auto", lang: passage.language, tabindex: "0" },
      ...marked(passage.text, passage.highlights),
    ),
    why(
      Object.fromEntries(passage.hits.map((hit) => [`${hit.retriever}, rank ${hit.rank}`, hit.score])),
      "How it was found",
    ),
  );
}

/** Opens or folds a card's reasons. */
export function toggleWhy(card) {
  const why = card.querySelector(".why");
  if (!why) return;
  why.open = !why.open;
  if (why.open) why.scrollIntoView({ block: "nearest" });
}

/** Address of a card's first source, if it has one. */
export function firstSource(card) {
  return card.querySelector(".source-link");
}

function sourceButton(source, quote, actions) {
  const page = source.page_label ?? source.page;
  const path = source.heading_path.join(" › ");
  return element(
    "button",
    { class: "source-link", type: "button", "aria-expanded": "false", click: (event) => actions.open(source, event.currentTarget) },
    element("span", { class: "source-name", dir: "auto" }, source.title || source.document),
    element("span", { class: "source-page" }, page === null ? "" : `p. ${page}`),
    path ? element("span", { class: "source-path", dir: "auto" }, path) : null,
    quote ? element("span", { class: "source-quote", dir: "auto" }, quote) : null,
  );
}

function confidence({ value, threshold, band }) {
  const bar = element(
    "span",
    {
      class: "confidence-bar",
      role: "meter",
      "aria-label": "Probability that the reply is right",
      "aria-valuemin": "0",
      "aria-valuemax": "1",
      "aria-valuenow": value.toFixed(3),
      title: `${percent(value)} likely right; sent automatically from ${percent(threshold)}`,
    },
    element("span", { class: "confidence-fill" }),
    element("span", { class: "confidence-threshold" }),
  );
  bar.style.setProperty("--value", String(value));
  bar.style.setProperty("--threshold", String(Math.min(threshold, 1)));
  return element(
    "span",
    { class: `confidence ${band}` },
    bar,
    element("span", { class: "confidence-value" }, percent(value)),
    element("span", { class: "confidence-note" }, BANDS[band]),
  );
}

/** Why a reply is as it is, folded: the server's lines, then the signals. */
function explained({ explanation, signals }) {
  if ((explanation ?? []).length === 0) return why(signals);
  const lines = explanation.flatMap(({ code, text }) => {
    const topic = code.split(".")[0];
    return [
      element("dt", {}, EXPLAINED[topic] ?? topic),
      element("dd", { dir: "auto" }, text),
    ];
  });
  return element(
    "details",
    { class: "why" },
    element("summary", {}, "Why?"),
    element("dl", { class: "why-lines", lang: "en" }, ...lines),
    why(signals, "Signals"),
  );
}

function why(signals, title = "Why this probability") {
  const entries = Object.entries(signals ?? {});
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
          element("th", { scope: "row" }, name.replaceAll("_", " ")),
          element("td", {}, Number(value).toFixed(3)),
        ),
      ),
    ),
  );
}

export function percent(value) {
  return `${Math.round(value * 100)} %`;
}
