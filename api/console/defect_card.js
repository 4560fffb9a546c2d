// One defect: what is wrong in words, its places side by side, and what can be done about it.

import { element, marked } from "./elements.js";
import { day, languageName, moment, named, number, say } from "./words.js";

const WHERE = {
  publish: () => "/console/releases",
  edit_golden: () => "",
  open_document: (place) => sourceOf(place),
};
const PLACES = 6;
const DATES = /^\d{4}-\d{2}-\d{2}$/;

/** The card of a defect; `dismiss` and `undo` do what their buttons say. */
export function defectCard(one, { dismiss, undo }) {
  const { kind, code, severity, places, values, actions, dismissed } = one;
  // the plural form is chosen by the one number that such a phrase counts
  const words = { count: values.days, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, written(value)])) };
  const button = dismissed
    ? element("button", { class: "button", type: "button", "data-key": `${one.id}-undo`, click: () => undo(one) }, say("health.count_again"))
    : element("button", { class: "button button-quiet", type: "button", "data-key": `${one.id}-dismiss`, "data-dismiss": "", click: () => dismiss(one) }, say("health.dismiss"));
  return element(
    "li",
    { class: `defect defect-${severity}`, "data-key": one.id, tabindex: 0, "aria-label": named("health.code", code, code, words) },
    element(
      "div",
      { class: "defect-head" },
      element("span", { class: `tag ${{ high: "tag-low", medium: "tag-medium" }[severity] ?? ""}` }, named("health.kind", kind)),
      element("strong", {}, named("health.code", code, code, words)),
      element("span", { class: "actions" }, ...actions.map((action) => way(action, places[0], one.id)), button),
    ),
    dismissed ? element("p", { class: "muted", dir: "auto" }, say("health.dismissed_by", { by: dismissed.by, at: moment(dismissed.at), why: dismissed.why })) : "",
    element("div", { class: "defect-places" }, ...places.slice(0, PLACES).map(placed)),
    places.length > PLACES ? element("p", { class: "muted" }, say("releases.diff.more", { count: places.length - PLACES })) : "",
  );
}

function way(action, place, id) {
  const href = place === undefined && action !== "publish" ? "" : (WHERE[action] ?? documentOf)(place);
  const label = named("health.action", action, action);
  return href ? element("a", { class: "button", "data-key": `${id}-${action}`, href }, label) : element("span", { class: "muted" }, label);
}

function documentOf({ document: path }) {
  return `/console/documents#${encodeURIComponent(path)}`;
}

function sourceOf({ document: path, page, start, end }) {
  const address = path.split("/").map(encodeURIComponent).join("/");
  const at = end > start ? `&start=${start}&end=${end}` : "";
  return `/v1/documents/${address}/view?audience=agent${page === null ? "" : `&page=${page}`}${at}${at ? "#passage" : ""}`;
}

function placed(place) {
  const { document: path, title, language, page, page_label: label, heading, line, value } = place;
  const where = [page === null ? "" : say("releases.diff.page", { page: label ?? page }), ...heading].filter(Boolean).join(" › ");
  return element(
    "div",
    { class: "defect-place" },
    element("a", { href: sourceOf(place), dir: "auto", lang: title ? language || undefined : undefined }, title || path),
    element("div", { class: "row-line" }, language ? element("span", { class: "tag" }, languageName(language)) : "", element("bdi", { class: "path" }, path)),
    where ? element("div", { class: "row-line", dir: "auto" }, where) : "",
    line ? element("p", { class: "quote", dir: "auto", lang: language || undefined }, ...withValue(line, value)) : "",
  );
}

/** The line with its value marked. */
function withValue(line, value) {
  const at = value ? line.indexOf(value) : -1;
  if (at === -1) return [line];
  const start = Array.from(line.slice(0, at)).length;
  return marked(line, [[start, start + Array.from(value).length]]);
}

function written(value) {
  if (typeof value === "number") return number(value);
  if (DATES.test(value)) return day(value);
  return /^\d{4}-\d{2}-\d{2}T/.test(value) ? moment(value) : value;
}
