// One person: what is known of them, their roles, and what an admin can do about them.

import { post, send } from "./api.js";
import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { showSecret } from "./secret_panel.js";
import { toast } from "./toast.js";
import { later } from "./undo.js";
import { listed, moment, named, say } from "./words.js";

const ROLES = ["agent", "editor", "lead", "admin"];
/** Roles that were ticked and not saved yet, by person: choosing another one loses nothing. */
const ticked = new Map();
let told = { changed: () => undefined, gone: () => undefined };

/** Draws a person; `changed` gets them as they are after something was done, `gone` looks anew. */
export function showPerson(person, tell) {
  told = tell;
  const heading = element("h2", { id: "person-title", dir: "auto" }, person.name);
  const parts = person.is_active ? [lockedNote(person), facts(person), rolesForm(person), actions(person)] : [removedNote(person), facts(person)];
  redraw(byId("person-detail"), [element("div", { class: "sheet" }, heading, ...parts)], () => byId("person-link") ?? byId("people-rows").querySelector("[aria-current=true]"));
}

function facts(person) {
  const ways = [person.has_password ? say("admin.way.password") : "", person.has_provider ? say("admin.way.provider") : ""].filter(Boolean);
  const rows = [
    ["ways", ways.length > 0 ? listed(ways) : say("admin.way.link")],
    ["last", person.signed_in_at ? moment(person.signed_in_at) : say("admin.person.never")],
    ["sessions", person.sessions > 0 ? say("admin.person.browsers", { count: person.sessions }) : say("admin.person.nowhere")],
    ["since", moment(person.created_at)],
  ];
  return element(
    "dl",
    { class: "fact-list" },
    ...rows.flatMap(([name, value]) => [element("dt", {}, named("admin.person", name)), element("dd", {}, value)]),
    element("dt", {}, say("admin.part.audit")),
    element("dd", {}, element("a", { href: `/console/administration#audit/${encodeURIComponent(`person:${person.id}`)}` }, say("admin.audit.theirs"))),
  );
}

function lockedNote(person) {
  if (!person.locked_until) return null;
  return element(
    "div",
    { class: "notice" },
    element("p", {}, say("admin.person.locked", { time: moment(person.locked_until) })),
    element("button", { class: "button", type: "button", id: "person-unlock", click: () => unlock(person) }, say("admin.person.unlock")),
  );
}

function removedNote(person) {
  return element(
    "div",
    { class: "notice" },
    element("p", {}, say("admin.person.removed")),
    element("button", { class: "button button-main", type: "button", id: "person-enable", click: () => enable(person) }, say("admin.person.enable")),
  );
}

function rolesForm(person) {
  const wanted = ticked.get(person.id) ?? person.roles;
  const save = element("button", { class: "button button-main", type: "submit", id: "person-roles-save", disabled: same(wanted, person.roles) }, say("admin.roles.save"));
  const boxes = ROLES.map((role) => {
    const own = person.is_you && role === "admin";
    const box = element("input", { type: "checkbox", id: `role-${role}`, value: role, checked: wanted.includes(role), disabled: own, "aria-describedby": own ? "role-own" : undefined });
    return element(
      "label",
      { class: "check" },
      box,
      element("span", {}, named("people.role", role), " ", element("span", { class: "muted" }, named("admin.role.may", role)), own ? element("span", { class: "muted", id: "role-own" }, ` · ${say("admin.role.own")}`) : null),
    );
  });
  const form = element("form", { id: "person-roles", submit: (event) => saved(event, person) }, element("fieldset", { class: "choices" }, element("legend", {}, say("admin.roles")), fromProvider(person), ...boxes), save);
  form.addEventListener("input", () => {
    const now = roles(form);
    if (same(now, person.roles)) ticked.delete(person.id);
    else ticked.set(person.id, now);
    save.disabled = same(now, person.roles);
  });
  return form;
}

/** What the provider says of their groups holds from their next sign-in on, whatever is ticked here. */
function fromProvider({ has_provider: hasProvider }) {
  const isSo = hasProvider && byId("main").dataset.rolesFromProvider !== undefined;
  return isSo ? element("p", { class: "muted" }, say("admin.roles.provider")) : null;
}

function actions(person) {
  return element(
    "div",
    { class: "actions" },
    element("button", { class: "button", type: "button", id: "person-link", click: () => link(person) }, say("admin.person.link")),
    element("button", { class: "button", type: "button", id: "person-out", disabled: person.is_you || person.sessions === 0, click: () => signOut(person) }, say("admin.person.sign_out")),
    element("button", { class: "button button-danger", type: "button", id: "person-disable", disabled: person.is_you, title: person.is_you ? say("admin.role.own") : undefined, click: () => disable(person) }, say("admin.person.disable")),
  );
}

function roles(form) {
  return ROLES.filter((role) => form.querySelector(`[value=${role}]`).checked);
}

function same(one, other) {
  return one.length === other.length && one.every((role) => other.includes(role));
}

function at({ id }, rest = "") {
  return `/v1/people/${encodeURIComponent(id)}${rest}`;
}

async function change(person, json, { version = person.version, lasting = false } = {}) {
  const one = await send("PATCH", at(person), { json, headers: { "If-Match": `"${version}"` }, lasting });
  told.changed(one);
  return one;
}

/** What could not be done is said, and what stands now is shown. */
function failed(error) {
  toast(error.message, { seconds: 10, kind: "failed" });
  told.gone();
}

async function saved(event, person) {
  event.preventDefault();
  const wanted = roles(event.target);
  if (wanted.length === 0) {
    toast(say("admin.roles.one"), { seconds: 6, kind: "failed" });
    return;
  }
  ticked.delete(person.id);
  try {
    const one = await change(person, { roles: wanted });
    const back = { label: say("feedback.undo"), key: "u", run: () => change(one, { roles: person.roles }).then(() => toast(say("feedback.undone")), failed) };
    toast(say("admin.roles.saved", { name: person.name }), { seconds: 8, actions: [back] });
  } catch (error) {
    failed(error);
  }
}

async function link(person) {
  try {
    const { link: text, expires_at: until } = await post(at(person, "/link"));
    showSecret({ title: say("admin.person.link"), what: say("admin.link.what", { name: person.name, time: moment(until) }), label: say("admin.link.label"), text });
  } catch (error) {
    failed(error);
  }
}

async function signOut(person) {
  try {
    const { ended } = await post(at(person, "/sign-out"));
    toast(say("admin.person.signed_out", { name: person.name, count: ended }), { seconds: 6 });
    told.changed({ ...person, sessions: 0 });
  } catch (error) {
    failed(error);
  }
}

async function unlock(person) {
  try {
    told.changed(await post(at(person, "/unlock")));
    toast(say("admin.person.unlocked", { name: person.name }), { seconds: 6 });
  } catch (error) {
    failed(error);
  }
}

/** In a few seconds: with it goes their password, which nobody could give back. */
function disable(person) {
  told.changed({ ...person, is_active: false, locked_until: null, sessions: 0 });
  byId("person-enable")?.setAttribute("disabled", "");
  later({
    message: say("admin.person.disabled", { name: person.name }),
    run: ({ lasting = false } = {}) => change(person, { is_active: false }, { lasting }).catch(failed),
    undone: () => told.changed(person),
  });
}

async function enable(person) {
  try {
    const one = await change(person, { is_active: true });
    toast(say("admin.person.enabled", { name: one.name }), { seconds: 8 });
    byId("person-link")?.focus();
  } catch (error) {
    failed(error);
  }
}
