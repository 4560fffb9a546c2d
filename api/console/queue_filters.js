// Which cases are listed: states, whose, and the rest; kept in the address of the page.

import { agentName, onAgent, requireAgent } from "./agent.js";
import { byId } from "./elements.js";
import { keep } from "./remembered.js";

const PAGE = 50;
const PAUSE_MS = 250;
const form = byId("filters");
const fields = Array.from(form.querySelectorAll("select, input"));
const choices = Array.from(document.querySelectorAll("[data-filter]"));
let changed = () => undefined;
let wanted = read();
let timer = 0;

/** Wires the filters; `onChange` is called when other cases are wanted. */
export function setUpFilters(onChange) {
  changed = onChange;
  for (const choice of choices) choice.addEventListener("click", () => choose(choice.dataset));
  form.addEventListener("input", ({ target }) => {
    clearTimeout(timer);
    if (target.matches("select")) apply({ [target.name]: target.value });
    else timer = setTimeout(() => apply({ q: target.value.trim() }, { replace: true }), PAUSE_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", clearFilters);
  addEventListener("popstate", () => {
    wanted = read();
    draw();
    changed();
  });
  onAgent(() => wanted.whose === "mine" && changed());
  draw();
}

/** What the API is asked: everything in the address, and who "mine" is. */
export function query() {
  const { whose, from, ...rest } = wanted;
  const asked = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== ""));
  if (whose === "mine") asked.set("assignee", agentName());
  if (whose === "unassigned") asked.set("unassigned", "true");
  asked.set("limit", String(PAGE));
  asked.set("offset", String(from));
  return asked;
}

/** Whether anything but the state narrows the list. */
export function isFiltered() {
  return ["whose", ...fields.map(({ name }) => name)].some((name) => (wanted[name] ?? "") !== "");
}

/** The list as it was without filters. */
export function clearFilters() {
  apply({ ...Object.fromEntries(fields.map(({ name }) => [name, ""])), whose: "" });
}

/** Cases of one class only: what an alert's link asks for. */
export function onlyRisk(risk) {
  apply({ risk_class: risk });
}

/** The page of the list: where it begins, and whether there is one before and after. */
export function stretch(total, count) {
  const { from } = wanted;
  return { from, to: from + count, hasBefore: from > 0, hasAfter: from + count < total };
}

/** Goes on by so many pages; false where there is none. */
export function turn(pages, total) {
  const from = wanted.from + pages * PAGE;
  if (from < 0 || from >= total) return false;
  apply({ from });
  return true;
}

async function choose({ filter, value }) {
  if (filter === "whose" && value === "mine" && (await requireAgent()) === "") return;
  apply({ [filter]: value });
}

function apply(change, { replace = false } = {}) {
  wanted = { ...wanted, from: 0, ...change };
  const address = new URL(location.href);
  address.search = "";
  for (const [name, value] of Object.entries(wanted)) if (value) address.searchParams.set(name, String(value));
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  draw();
  changed();
}

function read() {
  const asked = new URLSearchParams(location.search);
  const value = (name) => asked.get(name) ?? "";
  const known = (filter) => choices.some(({ dataset }) => dataset.filter === filter && dataset.value === value(filter));
  const from = Number(value("from"));
  return {
    state: known("state") ? value("state") : "",
    whose: known("whose") ? value("whose") : "",
    ...Object.fromEntries(fields.map(({ name }) => [name, value(name).slice(0, 200)])),
    from: Number.isSafeInteger(from) && from > 0 ? from : 0,
  };
}

function draw() {
  keep("queue", location.search, { forTab: true });
  for (const choice of choices) {
    const { filter, value } = choice.dataset;
    choice.setAttribute("aria-pressed", String((wanted[filter] ?? "") === value));
  }
  for (const field of fields) {
    if (field === document.activeElement) continue;
    field.value = wanted[field.name] ?? "";
    if (field.selectedIndex === -1) wanted[field.name] = field.value = "";
    field.classList.toggle("used", field.value !== "");
  }
  byId("clear").hidden = !isFiltered();
}
