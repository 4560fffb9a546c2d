// What was done, by whom, the last first; and a look at whether anybody changed the record of it.

import { get, post } from "./api.js";
import { announce, byId, element } from "./elements.js";
import { showNotice } from "./notice.js";
import { moment, named, say } from "./words.js";

const PAGE = 50;
let next = null;
let names = {};
let shown = 0;
let loading = null;

async function load({ more = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const query = new URLSearchParams({ limit: PAGE });
  for (const [name, id] of [["kind", "audit-kind"], ["actor", "audit-actor"]]) {
    if (byId(id).value.trim()) query.append(name, byId(id).value.trim());
  }
  if (more && next !== null) query.append("before", next);
  try {
    const page = await get(`/v1/audit?${query}`, signal);
    if (signal.aborted || byId("audit-tools").hidden) return;
    show(page, more);
  } catch (error) {
    if (error.name === "AbortError" || byId("audit-tools").hidden) return;
    byId("audit").hidden = true;
    showNotice("failed", say("admin.audit.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
  }
}

function show(page, more) {
  names = { ...(more ? names : {}), ...page.names };
  next = page.next_before;
  const lines = page.records.map(line);
  if (more) byId("audit-rows").append(...lines);
  else byId("audit-rows").replaceChildren(...lines);
  shown = byId("audit-rows").children.length;
  byId("audit").hidden = shown === 0;
  byId("audit-more").hidden = next === null;
  byId("notice").replaceChildren();
  if (more) lines[0]?.querySelector("summary").focus();
  if (shown > 0) return announce(say("admin.audit.count", { count: shown }));
  const filtered = byId("audit-kind").value !== "" || byId("audit-actor").value.trim() !== "";
  showNotice("", say(filtered ? "admin.audit.filtered" : "admin.audit.none"), filtered ? "" : say("admin.audit.none.what"));
}

function line(record) {
  const details = element(
    "details",
    {},
    element(
      "summary",
      {},
      element("span", { class: "audit-what" }, named("audit.kind", record.kind, record.kind)),
      element("span", {}, element("bdi", {}, who(record.actor)), record.subject === "" || record.subject === record.actor ? "" : " → ", record.subject === "" || record.subject === record.actor ? "" : element("bdi", {}, called(record.subject))),
      element("time", { datetime: record.at }, moment(record.at)),
    ),
  );
  details.addEventListener("toggle", () => details.open && details.children.length === 1 && details.append(told(record)));
  return element("li", { class: "audit-line" }, details);
}

/** Somebody by the name they have now; "–" where nobody is known. */
function who(actor) {
  if (actor === "" || actor === "unnamed") return say("admin.audit.nobody");
  return actor === "anonymous" ? say("admin.audit.stranger") : called(actor);
}

function called(said) {
  return names[said] ?? said;
}

function told(record) {
  const rows = [
    ["number", String(record.sequence)],
    ["actor", record.actor],
    ["subject", record.subject],
    ["customer", record.customer_id ?? ""],
    ["conversation", record.conversation_id ?? ""],
    ["hash", record.hash],
  ];
  return element(
    "div",
    { class: "audit-told" },
    record.is_erased ? element("p", { class: "muted" }, say("admin.audit.erased")) : null,
    element(
      "dl",
      { class: "fact-list" },
      ...rows.filter(([, value]) => value !== "").flatMap(([name, value]) => [element("dt", {}, named("admin.audit.fact", name)), element("dd", {}, element("bdi", { class: "path" }, value))]),
      ...Object.entries(record.details).flatMap(([name, value]) => [element("dt", {}, element("bdi", { class: "path" }, name)), element("dd", { dir: "auto" }, plain(value))]),
    ),
    record.actor && record.actor !== "anonymous" ? element("button", { class: "button", type: "button", click: () => of(record.actor.startsWith("person:") ? called(record.actor) : record.actor) }, say("admin.audit.by", { name: who(record.actor) })) : null,
  );
}

function plain(value) {
  if (value === null || value === "") return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Shows what one of them did. */
function of(actor) {
  byId("audit-actor").value = actor;
  load();
  byId("audit-actor").focus();
}

async function verify() {
  const box = byId("audit-check");
  const button = byId("audit-verify");
  button.disabled = true;
  box.className = "audit-check";
  box.hidden = false;
  box.textContent = say("admin.audit.verifying");
  try {
    found(box, await post("/v1/audit/verify"));
  } catch (error) {
    box.classList.add("broken");
    box.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

function found(box, check) {
  box.classList.add(check.is_whole ? "whole" : "broken");
  const parts = [
    check.is_whole ? say("admin.audit.whole", { count: check.records }) : say("admin.audit.broken", { count: check.problems.length }),
    check.anchors > 0 ? say("admin.audit.anchors", { count: check.anchors }) : say("admin.audit.no_anchors"),
    check.erased > 0 ? say("admin.audit.erasures", { count: check.erased }) : "",
    check.sealed_from === null ? say("admin.audit.unsealed") : "",
  ].filter(Boolean);
  box.replaceChildren(
    element("p", {}, parts.join(" ")),
    check.head.sequence > 0 ? element("p", {}, `${say("admin.audit.head")} `, element("bdi", { class: "path" }, check.head.text)) : "",
    check.problems.length === 0 ? "" : element("ul", {}, ...check.problems.map(problem)),
  );
}

function problem({ fault, first, last, text }) {
  const place = first === last ? say("admin.audit.at", { first }) : say("admin.audit.from", { first, last });
  return element("li", {}, `${named("audit.fault", fault)} · ${place} `, element("span", { class: "muted", lang: "en" }, text));
}

function move(by) {
  const lines = [...document.querySelectorAll(".audit-line summary")];
  const at = lines.indexOf(document.activeElement);
  const to = lines[at === -1 ? 0 : at + by];
  to?.focus();
  return to !== undefined;
}

/** Wires what stands on the page. */
function setUp() {
  byId("audit-kind").addEventListener("input", () => load());
  byId("audit-tools").addEventListener("submit", (event) => {
    event.preventDefault();
    load();
  });
  byId("audit-actor").addEventListener("input", ({ target }) => target.value === "" && load());
  byId("audit-more").addEventListener("click", () => load({ more: true }));
  byId("audit-verify").addEventListener("click", verify);
}

/** `actor`: whose. */
function open(actor) {
  if (actor) {
    byId("audit-actor").value = actor;
    byId("audit-kind").value = "";
  }
  load();
}

export const audit = { setUp, open, move };
