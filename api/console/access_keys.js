// Keys of programs: what each opens, until when; a new one, and what is shown of it once.

import { get, post } from "./api.js";
import { keyTags, showKey, useOf } from "./access_key_detail.js";
import { secondsSince } from "./clock.js";
import { announce, byId, element } from "./elements.js";
import { showNotice } from "./notice.js";
import { redraw } from "./redraw.js";
import { showSecret } from "./secret_panel.js";
import { fromNow, moment, named, say } from "./words.js";

const PAGE = 200;
let all = [];
let drawn = PAGE;
let chosen = "";
let counted = () => undefined;

async function load({ first = "" } = {}) {
  try {
    const { keys } = await get("/v1/keys");
    all = keys.reverse();
    if (first) chosen = first;
    counted("keys", all.filter(({ state }) => state === "active").length);
    show();
  } catch (error) {
    if (byId("keys-tools").hidden) return;
    byId("keys").hidden = true;
    showNotice("failed", say("admin.keys.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
  }
}

function filtered() {
  const words = byId("keys-search").value.trim().toLocaleLowerCase().replace(/^tw_/, "");
  const state = byId("keys-state").value;
  return all.filter(
    (key) =>
      (state === "" || (state === "held" ? key.state !== "revoked" : key.state === state)) &&
      (words === "" || [key.name, ...key.secrets.map(({ prefix }) => prefix), ...key.origins].some((text) => text.toLocaleLowerCase().includes(words))),
  );
}

function show() {
  if (byId("keys-tools").hidden) return;
  const rows = filtered();
  byId("keys").hidden = rows.length === 0;
  byId("notice").replaceChildren();
  if (rows.length === 0) {
    const none = all.length === 0;
    showNotice("", say(none ? "admin.keys.none" : "admin.keys.filtered"), none ? say("admin.keys.none.what") : "");
    return;
  }
  if (!rows.some(({ id }) => id === chosen)) chosen = rows[0].id;
  redraw(byId("keys-rows"), rows.slice(0, drawn).map(row));
  byId("keys-more").hidden = rows.length <= drawn;
  byId("keys-more").textContent = say("documents.more", { count: rows.length - drawn });
  showKey(rows.find(({ id }) => id === chosen), { changed: load });
}

function row(key) {
  const current = key.id === chosen;
  return element(
    "li",
    { class: key.state === "active" ? undefined : "row-gone" },
    element(
      "button",
      { class: "row", type: "button", "data-key": key.id, "aria-current": String(current), tabindex: current ? 0 : -1, click: () => choose(key.id) },
      element("span", { class: "row-title", dir: "auto" }, key.name),
      element("bdi", { class: "path" }, `tw_${key.prefix}…`),
      element("span", { class: "row-tags" }, ...keyTags(key), ...key.scopes.map((scope) => element("span", { class: "tag" }, named("people.role", scope)))),
      element("span", { class: "row-line" }, key.last_used_at ? say("admin.key.used", { when: ago(key.last_used_at) }) : say("admin.key.unused")),
    ),
  );
}

function ago(iso) {
  return fromNow(-secondsSince(iso));
}

function choose(id) {
  chosen = id;
  show();
}

function move(by) {
  const rows = filtered().slice(0, drawn);
  const next = rows[rows.findIndex(({ id }) => id === chosen) + by];
  if (next === undefined) return false;
  choose(next.id);
  byId("keys-rows").querySelector("[aria-current=true]").focus();
  return true;
}

function add() {
  byId("key-form").reset();
  byId("key-failed").hidden = true;
  byId("key-panel").showModal();
  byId("key-form").elements.name.focus();
}

function fail(text) {
  byId("key-failed").textContent = text;
  byId("key-failed").hidden = text === "";
}

async function made(event) {
  event.preventDefault();
  const form = byId("key-form");
  const said = new FormData(form);
  const scopes = said.getAll("scope");
  const origins = said.get("origins").split(/[\s,]+/).filter(Boolean);
  fail("");
  if (scopes.length === 0) return fail(say("admin.scopes.one"));
  if (origins.length > 0 && scopes.join() !== "chatbot") return fail(say("admin.key.origins.chatbot"));
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const key = await post("/v1/keys", { name: said.get("name"), scopes, origins, expires_days: Number(said.get("days")) || null });
    byId("key-panel").close();
    await load({ first: key.id });
    told(key);
  } catch (error) {
    fail(error.message);
  } finally {
    button.disabled = false;
  }
}

/** The key itself, this once. */
function told(key) {
  announce(say("admin.key.made", { name: key.name }));
  const until = key.expires_at ? say("admin.key.until", { time: moment(key.expires_at) }) : say("admin.key.endless");
  showSecret({ title: say("admin.key.made", { name: key.name }), what: `${say(key.origins.length > 0 ? "admin.key.in_page" : "admin.key.once")} ${until}`, label: say("admin.key.text"), text: key.key, ...useOf(key) });
}

/** Wires what stands on the page. */
function setUp(page) {
  ({ counted } = page);
  for (const id of ["keys-search", "keys-state"]) {
    byId(id).addEventListener("input", () => {
      drawn = PAGE;
      show();
    });
  }
  byId("keys-tools").addEventListener("submit", (event) => event.preventDefault());
  byId("keys-more").addEventListener("click", () => {
    drawn += PAGE;
    show();
  });
  byId("key-add").addEventListener("click", add);
  byId("key-form").addEventListener("submit", made);
}

export const accessKeys = { setUp, open: () => load(), move, add };
