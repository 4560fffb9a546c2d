// Administration: people, keys, and what was done; one part at a time, each with an address.

import "./shell.js";
import { accessKeys } from "./access_keys.js";
import { audit } from "./audit_list.js";
import { announce, byId } from "./elements.js";
import { shortcut } from "./keys.js";
import { people } from "./people.js";
import { setUpSecret } from "./secret_panel.js";
import { takeBack } from "./undo.js";
import { named, number, say } from "./words.js";

const parts = { people, keys: accessKeys, audit };
const names = Object.keys(parts);
let current = "";

/** Shows a part; `chosen` is what one came for in it. */
function show(name, chosen = "") {
  const changed = current !== name;
  current = name;
  for (const button of tabs()) button.setAttribute("aria-pressed", String(button.dataset.part === name));
  for (const one of names) {
    byId(`${one}-tools`).hidden = one !== name;
    if (one !== name) byId(one).hidden = true;
  }
  byId("locked").hidden = name !== "people" || byId("locked-rows").childElementCount === 0;
  byId("audit-check").hidden = name !== "audit" || byId("audit-check").textContent === "";
  byId("notice").replaceChildren();
  if (changed) announce(named("admin.part", name));
  parts[name].open(chosen);
}

function tabs() {
  return document.querySelectorAll("[data-part]");
}

function go(name) {
  if (location.hash !== `#${name}`) history.pushState(history.state, "", `#${name}`);
  show(name);
}

/** #audit, or #audit/Ada: the audit of what Ada did. */
function fromAddress() {
  const [name, chosen = ""] = location.hash.slice(1).split("/", 2);
  show(names.includes(name) ? name : "people", decoded(chosen));
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand
  }
}

function turn(by) {
  const next = names[names.indexOf(current) + by];
  if (next === undefined) return false;
  go(next);
  document.querySelector(`[data-part=${next}]`).focus();
  return true;
}

/** How many there are stands beside the part's name. */
function counted(name, count) {
  document.querySelector(`[data-part=${name}] .count`).textContent = number(count);
}

for (const button of tabs()) button.addEventListener("click", () => go(button.dataset.part));
addEventListener("hashchange", fromAddress);
const add = (keys, label, run) => shortcut({ group: "administration", keys, label, run });
add(["j", "ArrowDown"], say("keys.row.next"), () => parts[current].move(1));
add(["k", "ArrowUp"], say("keys.row.previous"), () => parts[current].move(-1));
add(["/", "f"], say("keys.filter"), () => byId({ people: "people-search", keys: "keys-search", audit: "audit-actor" }[current]).select());
add(["a"], say("keys.administration.add"), () => (parts[current].add ?? (() => false))());
add(["u"], say("keys.administration.undo"), () => takeBack() || (document.querySelector("#toast:not([hidden]) [aria-keyshortcuts=u]")?.click() ?? false));
add(["]"], say("keys.tab.next"), () => turn(1));
add(["["], say("keys.tab.previous"), () => turn(-1));
setUpSecret();
people.setUp({ counted });
accessKeys.setUp({ counted });
audit.setUp();
fromAddress();
