// The coverage matrix: topics by products, in one language and market; holes stand out.

import { get } from "./api.js";
import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { languageName, named, number, say } from "./words.js";

const AGAIN_MS = 2500;
/** What a cell is, said without its colour too. */
const SIGNS = { holds: (count) => count, partly: (count) => `${count} ◐`, internal: (count) => `(${count})`, hole: () => "○" };
let found = null;
let language = "";
let market = "";
let holesOnly = false;

/** Draws the matrix, asked for once. */
export async function showCoverage() {
  const box = byId("coverage");
  if (found === null) {
    box.replaceChildren(element("p", { class: "notice" }, say("releases.loading")));
    try {
      found = await get("/v1/insights/coverage?limit=20000");
    } catch (error) {
      const soon = error.status === 503;
      box.replaceChildren(element("p", { class: `notice${soon ? "" : " failed"}` }, soon ? say("gaps.computing") : error.message));
      if (soon) setTimeout(() => box.hidden || showCoverage(), AGAIN_MS);
      return;
    }
  }
  if (found.cells.length === 0) {
    box.replaceChildren(element("p", { class: "notice" }, say("gaps.coverage.none")));
    return;
  }
  draw(box);
}

function draw(box) {
  const cells = found.cells.filter((cell) => (language === "" || cell.language === language) && (market === "" || cell.market === market));
  const products = found.products.filter((product) => cells.some((cell) => cell.product === product));
  const topics = found.topics.filter(({ id }) => cells.some(({ topic, hole }) => topic === id && (!holesOnly || hole !== "")));
  const table = element(
    "table",
    { class: "table matrix", role: "grid", "aria-label": say("gaps.coverage"), keydown: onKey },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("gaps.topic")), ...products.map((product) => element("th", { scope: "col" }, element("bdi", {}, product || say("gaps.any_product")))))),
    element("tbody", {}, ...topics.map((topic) => element("tr", {}, element("th", { scope: "row", dir: "auto", lang: topic.language }, topic.name), ...products.map((product) => cell(cells.filter((one) => one.product === product && one.topic === topic.id), topic, product))))),
  );
  const parts = [
    element(
      "div",
      { class: "tools" },
      picker("gaps.language.any", found.languages, language, languageName, (value) => (language = value)),
      picker("gaps.market.any", found.markets, market, (code) => code || say("gaps.any_market"), (value) => (market = value)),
      element("label", { class: "check" }, element("input", { type: "checkbox", "data-key": "holes", checked: holesOnly, change: (event) => again(() => (holesOnly = event.target.checked)) }), element("span", {}, say("gaps.coverage.holes"))),
      element("span", { class: "count" }, say("gaps.coverage.made", { questions: found.questions })),
    ),
    key(),
    element("div", { class: "table-frame" }, table),
    element("div", { id: "cell-detail", "aria-live": "polite" }),
  ];
  const first = table.querySelector("td>button");
  if (first) first.tabIndex = 0;
  redraw(box, parts, () => box.querySelector("td>button"));
}

/** Arrow keys go from cell to cell: Tab would take hundreds of steps through the matrix. */
function onKey(event) {
  const at = event.target.closest("td");
  if (at === null || event.altKey || event.ctrlKey || event.metaKey) return;
  const [across, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
  if (across === 0 && down === 0) return;
  event.preventDefault();
  const rows = [...event.currentTarget.tBodies[0].rows];
  let [row, column] = [rows.indexOf(at.parentElement), at.cellIndex];
  // cells without anything to show are passed over
  for (row += down, column += across; rows[row]?.cells[column]; row += down, column += across) {
    const next = rows[row].cells[column].querySelector("button");
    if (next === null) continue;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    return;
  }
}

function again(change) {
  change();
  draw(byId("coverage"));
}

function picker(label, values, chosen, name, take) {
  const change = (event) => again(() => take(event.target.value));
  return element("select", { "data-key": label, "aria-label": say(label), change }, element("option", { value: "" }, say(label)), ...values.filter(Boolean).map((value) => element("option", { value, selected: value === chosen }, name(value))));
}

function key() {
  return element("p", { class: "matrix-key" }, ...["holds", "partly", "internal", "hole"].map((name) => element("span", { class: `key-${name}` }, element("span", { "aria-hidden": "true" }, `${SIGNS[name]("1")} `), named("gaps.cell", name))));
}

function cell(parts, topic, product) {
  if (parts.length === 0) return element("td", {});
  const documents = new Set(parts.flatMap((part) => part.documents)).size;
  const holes = parts.filter(({ hole }) => hole !== "");
  const asked = parts.reduce((sum, part) => sum + part.asked, 0);
  const internal = documents > 0 && parts.every((part) => part.documents.length === 0 || part.internal_only);
  const kind = documents === 0 ? "hole" : holes.length > 0 ? "partly" : internal ? "internal" : "holds";
  const label = [named("gaps.cell", kind), say("gaps.cell.documents", { count: documents }), say("gaps.cell.asked", { count: asked })].join(", ");
  return element("td", { class: `cell-${kind}` }, element("button", { type: "button", tabindex: -1, "aria-label": `${topic.name}, ${product || say("gaps.any_product")}: ${label}`, title: label, click: () => detail(parts, topic) }, SIGNS[kind](number(documents)), asked > 0 ? element("span", { class: "count" }, ` ?${number(asked)}`) : ""));
}

function detail(parts, topic) {
  byId("cell-detail").replaceChildren(
    element(
      "div",
      { class: "sheet" },
      element("h2", { dir: "auto" }, topic.name),
      ...parts.map((part) =>
        element(
          "div",
          {},
          element("p", { class: "row-line" }, element("strong", {}, part.product || say("gaps.any_product")), element("span", { class: "tag" }, languageName(part.language)), element("span", { class: "tag" }, part.market || say("gaps.any_market")), part.hole ? element("span", { class: "tag tag-low" }, named("gaps.hole", part.hole)) : "", part.asked > 0 ? element("span", {}, say("gaps.cell.answered", { asked: part.asked, answered: part.answered })) : ""),
          element("ul", { class: "change-list" }, ...(part.documents.length > 0 ? part.documents : part.because).map((path) => element("li", {}, element("bdi", { class: "path" }, path)))),
        ),
      ),
    ),
  );
  byId("cell-detail").scrollIntoView({ block: "nearest" });
}
