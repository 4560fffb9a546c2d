// One gap: who asks what, why it is not answered, what comes near, and a draft to answer it.

import { requireAgent } from "./agent.js";
import { get, post } from "./api.js";
import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { askReason } from "./reason.js";
import { toast } from "./toast.js";
import { languageName, moment, named, number, percent, say } from "./words.js";

let loading = null;
let shown = {};

/** Draws the gap `id`, where it or its `version` is another; `changed` is called when something was done to it. */
export async function showGap(id, { changed, version }) {
  if (shown.id === id && shown.version === version) return;
  const other = shown.id !== id;
  shown = { id, version };
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const box = byId("gap-detail");
  box.setAttribute("aria-busy", "true");
  // keys must not reach what is another gap's
  if (other) box.replaceChildren(element("p", { class: "notice loading" }, say("releases.loading")));
  try {
    const gap = await get(`/v1/insights/gaps/${encodeURIComponent(id)}`, signal);
    if (signal.aborted) return;
    redraw(box, drawn(gap, changed), () => document.querySelector("#gap-rows [aria-current=true]"));
    if (other) box.scrollTop = 0;
  } catch (error) {
    if (error.name === "AbortError") return;
    shown = {};
    redraw(box, [element("p", { class: "notice failed", role: "alert" }, error.message), element("button", { class: "button", type: "button", "data-key": "again", click: () => showGap(id, { changed, version }) }, say("ask.again"))]);
  } finally {
    if (!signal.aborted) box.setAttribute("aria-busy", "false");
  }
}

function drawn(gap, changed) {
  return [
    element(
      "div",
      { class: "sheet" },
      element("h2", { id: "gap-title", dir: "auto", lang: gap.language }, gap.question),
      element("p", {}, element("span", { class: "tag tag-low" }, named("gaps.lack", gap.missing)), " ", named("gaps.meaning", gap.missing)),
      ...gap.examples.map(({ language, question }) => element("p", { class: "row-line" }, element("span", { class: "tag" }, languageName(language)), element("span", { dir: "auto", lang: language }, question))),
      gap.note ? element("p", { class: "quote", dir: "auto" }, say("gaps.noted", { by: gap.by ?? "", note: gap.note })) : "",
      gap.document ? element("p", {}, say("gaps.becomes"), " ", element("bdi", { class: "path" }, gap.document)) : "",
      gap.asked_again > 0 ? element("p", { class: "muted" }, say("gaps.answered_now", { count: gap.answered_now, asked: gap.asked_again })) : "",
      element("div", { class: "actions" }, ...actions(gap, changed)),
    ),
    element("div", { class: "sheet" }, element("h3", {}, say("gaps.rank")), element("p", {}, rank(gap)), change(gap), counts(gap)),
    element("div", { class: "sheet" }, element("h3", {}, say("gaps.nearest")), ...nearest(gap)),
    element(
      "div",
      { class: "sheet" },
      element("h3", { id: "gap-questions" }, say("gaps.questions", { count: gap.volume })),
      element("ol", { class: "asked-list", tabindex: 0, "aria-labelledby": "gap-questions" }, ...gap.questions.map(asked)),
    ),
  ];
}

function actions(gap, changed) {
  const aside = gap.state === "set_aside";
  const start = gap.draft_id
    ? element("a", { class: "button button-main", href: "/console/drafts" }, say("gaps.draft.open"))
    : element("button", { class: "button button-main", id: "gap-start", type: "button", "aria-keyshortcuts": "e", click: () => startDraft(gap, changed) }, say("gaps.draft"));
  return [
    ...(gap.state === "closed" ? [] : [start]),
    element("button", { class: "button", id: "gap-aside", type: "button", "aria-keyshortcuts": "x", click: () => setAside(gap, aside, changed) }, say(aside ? "gaps.count_again" : "gaps.set_aside")),
  ];
}

function rank({ priority, customers }) {
  const hours = priority.waiting_hours;
  return say("gaps.rank_of", {
    value: number(priority.value, { maximumFractionDigits: 1 }),
    volume: number(priority.volume, { maximumFractionDigits: 1 }),
    customers,
    waiting: number(priority.waiting_factor, { maximumFractionDigits: 2 }),
    hours: hours === null ? "–" : number(hours, { maximumFractionDigits: 1 }),
    tier: number(priority.tier_factor, { maximumFractionDigits: 2 }),
  });
}

function change({ change: found }) {
  return element(
    "p",
    { class: found.trend === "steady" ? "muted" : `gap-${found.trend}` },
    say("gaps.change", { last: found.last_7_days, before: found.before_28_days, expected: number(found.expected, { maximumFractionDigits: 1 }) }),
    " ",
    element("span", { class: "tag" }, named("gaps.trend", found.trend)),
  );
}

function counts(gap) {
  const lists = [
    ["languages", gap.languages, languageName],
    ["markets", gap.markets, (name) => name],
    ["products", gap.products, (name) => name],
    ["tiers", gap.tiers, (name) => named("tier", name, name)],
    ["reasons", gap.reasons, (name) => named("reason", name, name)],
  ].filter(([, list]) => list.length > 0);
  return element(
    "div",
    { class: "gap-counts" },
    ...lists.map(([name, list, label]) =>
      element("div", {}, element("h3", {}, named("gaps.by", name)), element("ul", {}, ...list.slice(0, 8).map(({ name: one, count }) => element("li", {}, element("bdi", {}, one ? label(one) : say("gaps.nobody_said")), element("span", { class: "count" }, number(count)))))),
    ),
  );
}

function nearest({ nearest: found }) {
  if (found.length === 0) return [element("p", { class: "muted" }, say("gaps.nearest.none"))];
  return found.map((passage) => {
    const place = [passage.title, ...passage.heading_path.filter((heading, at) => at > 0 || heading !== passage.title), passage.page === null ? "" : say("releases.diff.page", { page: passage.page })].filter(Boolean).join(" › ");
    return element(
      "div",
      {},
      element(
        "p",
        { class: "row-line" },
        element("a", { href: `${passage.url}#passage`, dir: "auto", lang: passage.language }, place),
        element("span", { class: "tag" }, languageName(passage.language)),
        passage.veto ? element("span", { class: "tag tag-medium" }, named("gaps.veto", passage.veto, passage.veto)) : "",
        element("span", {}, percent(Math.max(0, passage.nearness))),
      ),
      element("p", { class: "quote", dir: "auto", lang: passage.language }, passage.excerpt),
    );
  });
}

function asked({ question, language, at, market, reason, conversation_id: conversation }) {
  return element(
    "li",
    {},
    element("span", { dir: "auto", lang: language }, question),
    element("span", { class: "row-line" }, element("span", {}, moment(at)), element("span", {}, [languageName(language), market].filter(Boolean).join(" · ")), reason ? element("span", {}, named("reason", reason, reason)) : "", conversation ? element("span", { class: "path" }, conversation) : ""),
  );
}

async function startDraft(gap, changed) {
  const agent = await requireAgent();
  if (agent === "") return;
  const panel = byId("gap-draft-panel");
  const form = byId("gap-draft-form");
  const source = gap.sources[0];
  form.elements.title.value = gap.question;
  form.elements.question.value = gap.question;
  form.elements.answer.value = source?.reply ?? "";
  form.elements.markets.value = "";
  byId("gap-draft-from").textContent = source ? say("gaps.draft.from", { agent: source.agent, count: gap.sources.length }) : say("gaps.draft.from_nothing");
  byId("gap-draft-error").hidden = true;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const { title, question, answer, markets, audience } = Object.fromEntries(new FormData(form));
    try {
      await post(`/v1/insights/gaps/${encodeURIComponent(gap.id)}/draft`, { agent, title, question, answer, audience, language: source?.language ?? gap.language, markets: markets.split(/[\s,;，、]+/).filter(Boolean) });
      panel.close();
      toast(say("gaps.drafted"), { seconds: 8, actions: [{ label: say("gaps.draft.open"), key: "", run: () => location.assign("/console/drafts") }] });
      changed();
    } catch (error) {
      byId("gap-draft-error").textContent = error.message;
      byId("gap-draft-error").hidden = false;
    }
  };
  panel.showModal();
  form.elements[source ? "title" : "answer"].focus();
}

async function setAside(gap, undo, changed) {
  const agent = await requireAgent();
  if (agent === "") return;
  const reason = undo ? "" : await askReason({ title: say("gaps.set_aside"), what: say("gaps.set_aside.what"), label: say("gaps.set_aside"), field: say("gaps.reason") });
  if (!undo && reason === "") return;
  const send = (body) => post(`/v1/insights/gaps/${encodeURIComponent(gap.id)}/set-aside`, { agent, ...body });
  try {
    await send({ reason, undo });
    const takeBack = async () => {
      await send({ reason: "", undo: true });
      changed();
    };
    toast(say(undo ? "gaps.counts_again" : "gaps.was_set_aside"), { seconds: 8, actions: undo ? [] : [{ label: say("feedback.undo"), key: "", run: takeBack }] });
    changed();
  } catch (error) {
    toast(error.message, { seconds: 8, kind: "failed" });
  }
}
