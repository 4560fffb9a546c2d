// One key: what it opens and until when; another secret for it, and its end.

import { del, post } from "./api.js";
import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { showSecret } from "./secret_panel.js";
import { toast } from "./toast.js";
import { listed, moment, named, say } from "./words.js";

const SOON_DAYS = 14;
const DAY_MS = 86_400_000;
const TONES = { active: "tag-high", expired: "tag-medium", revoked: "tag-low" };
let changed = () => undefined;

/** Tags of a key's state: whether it holds, whether it soon does not, whether it stands in pages. */
export function keyTags(key) {
  const left = key.expires_at ? (Date.parse(key.expires_at) - Date.now()) / DAY_MS : Infinity;
  return [
    key.state === "active" && left > SOON_DAYS ? null : tag(key.state === "active" ? "tag-medium" : TONES[key.state], key.state === "active" ? say("admin.key.soon") : named("admin.key.state", key.state)),
    key.origins.length > 0 ? tag("tag-accent", say("admin.key.page")) : null,
  ].filter(Boolean);
}

function tag(tone, text) {
  return element("span", { class: `tag ${tone}` }, text);
}

/** What a new key is used with: a line for a shell, or for a page. */
export function useOf(key) {
  return key.origins.length > 0 ? { use: say("admin.key.snippet"), code: forPage(key) } : { use: say("admin.key.try"), code: forShell(key) };
}

function forShell(key) {
  const body = JSON.stringify({ question: say("admin.key.question") }).replaceAll("'", String.raw`'\''`);
  const options = [["-s", `${location.origin}/v1/answers`], ["-H", `"Authorization: Bearer ${key.key}"`], ["-H", `"Content-Type: application/json"`], ["-d", `'${body}'`]];
  return ["curl", options.map((parts) => parts.join(" ")).join(" \\\n  ")].join(" ");
}

function forPage(key) {
  const made = document.createElement("script");
  made.src = `${location.origin}/widget.js`;
  made.dataset.key = key.key;
  made.defer = true;
  return made.outerHTML.replace('defer=""', "defer");
}

/** Draws a key; `changed` is called after something was done to it. */
export function showKey(key, tell) {
  ({ changed } = tell);
  const parts = [element("h2", { id: "key-title", dir: "auto" }, key.name), facts(key)];
  if (key.state !== "revoked") {
    parts.push(
      element(
        "div",
        { class: "actions" },
        element("button", { class: "button", type: "button", id: "key-rotate", click: () => rotate(key) }, say("admin.key.rotate")),
        element("button", { class: "button button-danger", type: "button", id: "key-revoke", click: () => revoke(key) }, say("admin.key.revoke")),
      ),
    );
  }
  redraw(byId("key-detail"), [element("div", { class: "sheet" }, ...parts)], () => byId("main"));
}

function facts(key) {
  const rows = [
    ["state", tag(TONES[key.state], named("admin.key.state", key.state))],
    ["starts", element("bdi", { class: "path" }, `tw_${key.prefix}…`)],
    ["scopes", listed(key.scopes.map((scope) => named("people.role", scope)))],
    ["sites", key.origins.length > 0 ? element("bdi", { class: "path" }, key.origins.join(", ")) : ""],
    ["ends", key.expires_at ? moment(key.expires_at) : say("admin.key.never_ends")],
    ["last", key.last_used_at ? moment(key.last_used_at) : say("admin.key.unused")],
    ["by", say("admin.key.made_by", { name: key.created_by, time: moment(key.created_at) })],
    ["revoked", key.revoked_at ? say("admin.key.made_by", { name: key.revoked_by ?? "–", time: moment(key.revoked_at) }) : ""],
    ...earlier(key).map((text) => ["earlier", text]),
  ];
  return element(
    "dl",
    { class: "fact-list" },
    ...rows.filter(([, value]) => value !== "").flatMap(([name, value]) => [element("dt", {}, named("admin.key.fact", name)), element("dd", {}, value)]),
    element("dt", {}, say("admin.part.audit")),
    element("dd", {}, element("a", { href: `/console/administration#audit/${encodeURIComponent(`key:${key.id}`)}` }, say("admin.audit.its"))),
  );
}

/** Secrets before the last rotation that still open. */
function earlier({ secrets, state }) {
  if (state !== "active") return [];
  return secrets
    .slice(1)
    .filter(({ ends_at: until }) => until && Date.parse(until) > Date.now())
    .map(({ prefix, ends_at: until }) => say("admin.key.earlier", { prefix: `tw_${prefix}…`, time: moment(until) }));
}

function address({ id }, rest = "") {
  return `/v1/keys/${encodeURIComponent(id)}${rest}`;
}

function rotate(key) {
  const form = byId("rotate-form");
  const panel = byId("rotate-panel");
  const failed = byId("rotate-failed");
  form.reset();
  form.elements.days.required = key.state === "expired";
  byId("rotate-what").textContent = say("admin.key.rotate.what", { name: key.name });
  failed.hidden = true;
  form.onsubmit = async (event) => {
    event.preventDefault();
    const said = new FormData(form);
    try {
      const made = await post(address(key, "/rotate"), { overlap_hours: Number(said.get("hours")), expires_days: Number(said.get("days")) || null });
      panel.close();
      await changed();
      showSecret({ title: say("admin.key.rotated", { name: made.name }), what: say(made.origins.length > 0 ? "admin.key.in_page" : "admin.key.once"), label: say("admin.key.text"), text: made.key, ...useOf(made) });
    } catch (error) {
      failed.textContent = error.message;
      failed.hidden = false;
    }
  };
  panel.showModal();
  form.elements.hours.focus();
}

function revoke(key) {
  const panel = byId("revoke-panel");
  const failed = byId("revoke-failed");
  const { kind, name } = document.body.dataset;
  byId("revoke-what").textContent = say("admin.key.revoke.what", { name: key.name });
  byId("revoke-used").textContent = key.last_used_at ? say("admin.key.revoke.used", { time: moment(key.last_used_at) }) : say("admin.key.revoke.unused");
  byId("revoke-own").hidden = kind !== "key" || name !== key.name;
  failed.hidden = true;
  byId("revoke-form").onsubmit = async (event) => {
    event.preventDefault();
    try {
      await del(address(key));
      panel.close();
      await changed();
      toast(say("admin.key.was_revoked", { name: key.name }), { seconds: 6 });
    } catch (error) {
      failed.textContent = error.message;
      failed.hidden = false;
    }
  };
  panel.showModal();
}
