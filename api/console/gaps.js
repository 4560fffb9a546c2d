// Gaps: what customers ask in vain, most pressing first, and what can be done about each.

import "./shell.js";
import { get } from "./api.js";
import { showCoverage } from "./coverage.js";
import { announce, byId, element } from "./elements.js";
import { showGap } from "./gap_detail.js";
import { shortcut } from "./keys.js";
import { showNotice } from "./notice.js";
import { redraw } from "./redraw.js";
import { languageName, moment, named, number, say } from "./words.js";

const AGAIN_MS = 4000;
const PAGE = 200;
const MOST = 1000;
const notice = byId("notice");
let gaps = [];
let state = "open";
let chosen = decodeURIComponent(location.hash.slice(1));
let again = 0;
/** What is on the page: looking again while a newer picture is worked out changes nothing else. */
let drawn = "";

async function load({ anew = false } = {}) {
  clearTimeout(again);
  let found;
  try {
    found = await all();
  } catch (error) {
    if (error.status === 503) {
      showNotice("", say("gaps.computing"), "");
      again = setTimeout(load, AGAIN_MS);
      drawn = "";
      return;
    }
    showNotice("failed", say("gaps.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
    return;
  }
  gaps = found.gaps;
  if (!found.is_current) again = setTimeout(load, AGAIN_MS);
  lead(found);
  const now = JSON.stringify([found.gaps, found.by_state]);
  if (now === drawn && !anew) return;
  drawn = now;
  choices("gap-language", gaps.flatMap(({ languages }) => languages.map(({ name }) => name)), languageName);
  choices("gap-market", gaps.flatMap(({ markets }) => markets.map(({ name }) => name)), (code) => code);
  for (const button of document.querySelectorAll("[data-state]")) {
    const count = button.querySelector(".count");
    if (count) count.textContent = number(found.by_state[button.dataset.state] ?? 0);
  }
  show();
}

/** Something was done to a gap. */
function changed() {
  load({ anew: true });
}

/** Every gap that was asked for more than once, page by page. */
async function all() {
  const address = (offset) => `/v1/insights/gaps?state=all&limit=${PAGE}&offset=${offset}`;
  const found = await get(address(0));
  while (found.gaps.length < Math.min(found.total, MOST)) {
    const { gaps: more } = await get(address(found.gaps.length));
    if (more.length === 0) break;
    found.gaps.push(...more);
  }
  return found;
}

function lead({ questions, unanswered, since, computed_at: at, is_current: isCurrent }) {
  const text = [
    say("gaps.lead", { unanswered, questions, since: moment(since) }),
    isCurrent ? say("gaps.computed", { at: moment(at) }) : say("gaps.computing"),
  ].join(" ");
  if (byId("gaps-lead").textContent !== text) byId("gaps-lead").textContent = text;
}

function choices(id, values, label) {
  const select = byId(id);
  const kept = select.value;
  const known = [...new Set(values)].filter(Boolean).sort((one, other) => label(one).localeCompare(label(other)));
  select.replaceChildren(select.options[0], ...known.map((value) => element("option", { value }, label(value))));
  select.value = known.includes(kept) ? kept : "";
}

function filtered() {
  const words = byId("gap-search").value.trim().toLocaleLowerCase();
  const missing = byId("gap-missing").value;
  const language = byId("gap-language").value;
  const market = byId("gap-market").value;
  return gaps.filter(
    (gap) =>
      gap.state === state &&
      (missing === "" || gap.missing === missing) &&
      (language === "" || gap.languages.some(({ name }) => name === language)) &&
      (market === "" || gap.markets.some(({ name }) => name === market)) &&
      (words === "" || [gap.question, ...gap.examples.map(({ question }) => question)].some((text) => text.toLocaleLowerCase().includes(words))),
  );
}

function show() {
  const matrix = state === "coverage";
  for (const button of document.querySelectorAll("[data-state]")) button.setAttribute("aria-pressed", String(button.dataset.state === state));
  byId("coverage").hidden = !matrix;
  byId("gap-tools").hidden = matrix;
  const rows = matrix ? [] : filtered();
  byId("gaps").hidden = rows.length === 0;
  notice.replaceChildren();
  if (matrix) {
    showCoverage();
    return;
  }
  if (rows.length === 0) {
    const none = gaps.some((gap) => gap.state === state);
    showNotice("", say(none ? "gaps.filtered" : "gaps.none"), none ? "" : named("gaps.empty", state));
    return;
  }
  if (!rows.some(({ id }) => id === chosen)) chosen = rows[0].id;
  redraw(byId("gap-rows"), rows.map(row));
  showGap(chosen, { changed, version: JSON.stringify(rows.find(({ id }) => id === chosen)) });
}

function row(gap) {
  const { id, question, missing, volume, customers, change, languages } = gap;
  const trend = change.trend === "steady" ? "" : element("span", { class: `gap-${change.trend}` }, named("gaps.trend", change.trend));
  return element(
    "li",
    {},
    element(
      "button",
      { class: "row", type: "button", "data-key": id, "aria-current": String(id === chosen), tabindex: id === chosen ? 0 : -1, click: () => choose(id) },
      element("span", { class: "row-title", dir: "auto", lang: gap.language }, question),
      element(
        "span",
        { class: "row-line" },
        element("span", { class: "tag tag-low" }, named("gaps.lack", missing)),
        element("span", {}, say("gaps.volume", { count: volume })),
        element("span", {}, say("gaps.customers", { count: customers })),
        trend,
        element("span", {}, languages.map(({ name }) => languageName(name)).join(" · ")),
      ),
    ),
  );
}

function choose(id) {
  chosen = id;
  history.replaceState(history.state, "", `#${encodeURIComponent(id)}`);
  show();
}

function move(by) {
  const rows = filtered();
  const next = rows[rows.findIndex(({ id }) => id === chosen) + by];
  if (state === "coverage" || next === undefined) return false;
  choose(next.id);
  byId("gap-rows").querySelector("[aria-current=true]").focus();
  return true;
}

for (const button of document.querySelectorAll("[data-state]")) {
  button.addEventListener("click", () => {
    ({ state } = button.dataset);
    show();
    announce(button.textContent);
  });
}
for (const field of byId("gap-tools").elements) field.addEventListener("input", show);
byId("gap-tools").addEventListener("submit", (event) => event.preventDefault());
const add = (keys, label, run) => shortcut({ group: "gaps", keys, label, run });
add(["j", "ArrowDown"], say("keys.row.next"), () => move(1));
add(["k", "ArrowUp"], say("keys.row.previous"), () => move(-1));
add(["/", "f"], say("keys.filter"), () => byId("gap-search").select());
add(["e"], say("keys.gaps.draft"), () => byId("gap-start")?.click() ?? false);
add(["x"], say("keys.gaps.set_aside"), () => byId("gap-aside")?.click() ?? false);
load();
