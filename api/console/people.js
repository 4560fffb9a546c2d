// People: who signs in to the console, found by name, role or state, and one of them in detail.

import { get, post } from "./api.js";
import { secondsSince } from "./clock.js";
import { announce, byId, element } from "./elements.js";
import { showLocked } from "./locked_addresses.js";
import { showNotice } from "./notice.js";
import { showPerson } from "./person_detail.js";
import { redraw } from "./redraw.js";
import { fromNow, named, say } from "./words.js";

const PAGE = 100;
const TYPING_MS = 250;
let found = [];
let total = 0;
let chosen = "";
let loading = null;
let typing = 0;
let counted = () => undefined;

async function load({ more = false, first = "" } = {}) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const query = new URLSearchParams({ limit: PAGE, offset: more ? found.length : 0 });
  for (const [name, id] of [["q", "people-search"], ["role", "people-role"], ["state", "people-state"]]) {
    if (byId(id).value.trim()) query.append(name, byId(id).value.trim());
  }
  try {
    const page = await get(`/v1/people?${query}`, signal);
    if (first) chosen = first;
    const known = new Set(more ? found.map(({ id }) => id) : []);
    found = [...(more ? found : []), ...page.people.filter(({ id }) => !known.has(id))];
    ({ total } = page);
    // somebody new may be far down the list, or not in it as it is filtered
    if (first && !found.some(({ id }) => id === first)) found.unshift(await get(`/v1/people/${first}`, signal));
    counted("people", page.states.find(({ state }) => state === "active").people);
    if (!signal.aborted) show();
  } catch (error) {
    if (error.name === "AbortError" || byId("people-tools").hidden) return;
    byId("people").hidden = true;
    showNotice("failed", say("admin.people.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
  }
}

function show() {
  if (byId("people-tools").hidden) return;
  byId("people").hidden = found.length === 0;
  byId("notice").replaceChildren();
  if (found.length === 0) {
    const filtered = [...byId("people-tools").elements].some(({ value, type }) => type !== "button" && value !== "");
    showNotice("", say(filtered ? "admin.people.filtered" : "admin.people.none"), filtered ? "" : say("admin.people.none.what"));
    return;
  }
  if (!found.some(({ id }) => id === chosen)) chosen = found[0].id;
  redraw(byId("people-rows"), found.map(row));
  byId("people-more").hidden = found.length >= total;
  byId("people-more").textContent = say("documents.more", { count: total - found.length });
  showPerson(found.find(({ id }) => id === chosen), { changed, gone: load });
}

function row(one) {
  const current = one.id === chosen;
  return element(
    "li",
    { class: one.is_active ? undefined : "row-gone" },
    element(
      "button",
      { class: "row", type: "button", "data-key": one.id, "aria-current": String(current), tabindex: current ? 0 : -1, click: () => choose(one.id) },
      element("span", { class: "row-title", dir: "auto" }, one.name),
      element("span", { class: "row-tags" }, ...stateTags(one), ...one.roles.map((role) => element("span", { class: "tag" }, named("people.role", role)))),
      element("span", { class: "row-line" }, one.signed_in_at ? say("admin.person.seen", { when: ago(one.signed_in_at) }) : say("admin.person.never")),
    ),
  );
}

/** What a person's state is worth telling: the usual one is not. */
function stateTags({ is_active: isActive, is_you: isYou, locked_until: locked }) {
  return [
    isYou ? element("span", { class: "tag tag-accent" }, say("admin.person.you")) : null,
    isActive ? null : element("span", { class: "tag tag-low" }, say("admin.state.removed")),
    locked ? element("span", { class: "tag tag-medium" }, say("admin.state.locked")) : null,
  ].filter(Boolean);
}

function ago(iso) {
  return fromNow(-secondsSince(iso));
}

function choose(id) {
  chosen = id;
  show();
}

/** A person as they are now; drawn at once, whatever the list is filtered by. */
function changed(one) {
  found = found.map((other) => (other.id === one.id ? one : other));
  show();
}

function move(by) {
  const next = found[found.findIndex(({ id }) => id === chosen) + by];
  if (next === undefined) return false;
  choose(next.id);
  byId("people-rows").querySelector("[aria-current=true]").focus();
  return true;
}

function add() {
  byId("person-form").reset();
  byId("person-failed").hidden = true;
  byId("person-panel").showModal();
  byId("person-form").elements.name.focus();
}

async function added(event) {
  event.preventDefault();
  const form = byId("person-form");
  const said = new FormData(form);
  const failed = byId("person-failed");
  failed.hidden = true;
  if (said.getAll("role").length === 0) {
    failed.textContent = say("admin.roles.one");
    failed.hidden = false;
    return;
  }
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const one = await post("/v1/people", { name: said.get("name"), roles: said.getAll("role") });
    byId("person-panel").close();
    await load({ first: one.id });
    announce(say("admin.person.added", { name: one.name }));
    byId("person-link")?.focus();
  } catch (error) {
    failed.textContent = error.message;
    failed.hidden = false;
  } finally {
    button.disabled = false;
  }
}

/** Wires what stands on the page. */
function setUp(page) {
  ({ counted } = page);
  for (const field of byId("people-tools").querySelectorAll("input, select")) {
    field.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(load, field.type === "search" ? TYPING_MS : 0);
    });
  }
  byId("people-tools").addEventListener("submit", (event) => event.preventDefault());
  byId("people-more").addEventListener("click", () => load({ more: true }));
  byId("person-add").addEventListener("click", add);
  byId("person-form").addEventListener("submit", added);
}

function open() {
  showLocked();
  load();
}

export const people = { setUp, open, move, add };
