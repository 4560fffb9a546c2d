// What a release holds otherwise than the live one: documents, their facts, their passages.

import { get } from "./api.js";
import { element } from "./elements.js";
import { languageName, named, number, say } from "./words.js";

/** The panel of a release's differences from the live one. */
export async function differencePanel({ one, live }, signal) {
  const found = await get(`/v1/releases/${encodeURIComponent(one.release)}/diff?against=${encodeURIComponent(live)}`, signal);
  const parts = [
    ...documents("removed", found.removed.map(entry)),
    ...documents("changed", found.changed.map(change)),
    ...documents("added", found.added.map(entry)),
    ...documents("moved", found.moved.map(change)),
    ...problems("new", found.problems_new),
    ...problems("gone", found.problems_gone),
    ...values(found),
  ];
  const counts = element(
    "p",
    { class: "row-line" },
    element("span", {}, say("releases.diff.documents", { before: found.documents.before, after: found.documents.after })),
    element("span", {}, say("releases.diff.passages", { before: found.chunks.before, after: found.chunks.after })),
    element("span", {}, say("reindex.unchanged", { count: found.unchanged })),
  );
  return parts.length === 0 ? [element("p", { class: "notice-title" }, say("releases.diff.nothing")), counts] : [counts, ...parts];
}

function documents(kind, list) {
  if (list.length === 0) return [];
  return [
    element("h3", {}, `${named("releases.diff", kind)} (${number(list.length)})`),
    element("ul", { class: "change-list" }, ...list),
  ];
}

function entry({ path, title, language, chunks }) {
  return element(
    "li",
    {},
    element("span", { class: "change-head" }, element("strong", { dir: "auto" }, title), element("span", { class: "tag" }, languageName(language)), element("span", { class: "muted" }, say("release.passages", { count: chunks }))),
    element("bdi", { class: "path" }, path),
  );
}

function change({ path, path_before: before, title, language, facts, passages, passages_total: total, cut_anew: anew }) {
  const moved = path === before ? "" : element("div", { class: "path" }, element("del", {}, before), " ", element("ins", {}, path));
  return element(
    "li",
    {},
    element("span", { class: "change-head" }, element("strong", { dir: "auto" }, title), element("span", { class: "tag" }, languageName(language)), anew ? element("span", { class: "tag" }, say("releases.diff.cut_anew")) : ""),
    moved || element("bdi", { class: "path" }, path),
    ...facts.map(value),
    passages.length === 0
      ? ""
      : element(
          "details",
          { open: passages.length <= 6 },
          element("summary", {}, say("releases.diff.stretches", { count: total })),
          element("ol", { class: "change-list" }, ...passages.map(passage)),
          total > passages.length ? element("p", { class: "muted" }, say("releases.diff.more", { count: total - passages.length })) : "",
        ),
  );
}

function passage({ kind, heading_path: headings, page_before: pageBefore, page_after: pageAfter, table_header: header, spans }) {
  const page = pageAfter ?? pageBefore;
  const place = [page === null ? "" : say("releases.diff.page", { page }), ...headings].filter(Boolean).join(" › ");
  return element(
    "li",
    {},
    element("span", { class: "change-head" }, element("span", { class: "tag" }, named("releases.stretch", kind)), element("span", { class: "change-place", dir: "auto" }, place)),
    header ? element("span", { class: "change-place", dir: "auto" }, header) : "",
    element("p", { class: "change-text", dir: "auto" }, ...compared(spans)),
  );
}

/** Spans of two texts as one: what went is struck out, what came is marked. */
export function compared(spans) {
  return spans.map(({ kind, text }) => {
    if (kind === "removed") return element("del", {}, text);
    return kind === "added" ? element("ins", {}, text) : text;
  });
}

function value({ name, before, after }) {
  return element("div", { class: "change-head" }, element("span", { class: "muted" }, named("documents.key", name, name)), before ? element("del", {}, before) : "", after ? element("ins", {}, after) : "");
}

function problems(kind, list) {
  if (list.length === 0) return [];
  return [
    element("h3", {}, `${named("releases.problems", kind)} (${number(list.length)})`),
    element("ul", { class: "change-list" }, ...list.map(({ path, reason }) => element("li", {}, element("bdi", { class: "path" }, path), element("div", { class: "muted", lang: "en" }, reason)))),
  ];
}

function values({ settings, languages }) {
  const rows = [...languages.map(({ name, before, after }) => ({ name: languageName(name), before: number(before), after: number(after) })), ...settings];
  if (rows.length === 0) return [];
  return [element("h3", {}, say("releases.diff.else")), ...rows.map(value)];
}
