// Every key of the page in one list: what it does, when it counts, and the help that lists them all.

import { byId, element } from "./elements.js";
import { keep, recall } from "./remembered.js";
import { named, say } from "./words.js";

const FIELDS = "input:not([type=checkbox]):not([type=radio]), select, textarea";
const PRESSABLE = "button, a, summary, input, [role=tab]";
const SEQUENCE_MS = 1200;
const shortcuts = [];
let begun = "";
let begunAt = 0;

/**
 * Adds a shortcut. `keys`: "j", "ArrowDown", "Ctrl+Enter", or "g q" for one key after another.
 * `label`: what the help says. `group`: its heading, `keys.group.<group>`. `inFields`: counts while
 * a field has the focus too. `run` returns false where there was nothing to do.
 */
export function shortcut({ keys, label, group, run, inFields = false }) {
  shortcuts.push({ keys, label, group, run, inFields });
}

/** Listens, and wires the help. */
export function setUpKeys() {
  document.addEventListener("keydown", onKey);
  const panel = byId("keys-panel");
  const single = byId("keys-single");
  single.checked = singleKeysCount();
  single.addEventListener("change", () => keep("single-keys", single.checked ? "" : "off"));
  byId("help").addEventListener("click", openHelp);
  shortcut({ keys: ["?"], label: say("keys.open"), group: "everywhere", run: openHelp });
  shortcut({ keys: ["Escape"], label: say("keys.escape"), group: "everywhere", inFields: true, run: leave });
  for (const one of document.querySelectorAll("dialog")) {
    one.querySelector("[data-close]")?.addEventListener("click", () => one.close());
  }
  panel.addEventListener("click", (event) => event.target === panel && panel.close());
}

function leave() {
  document.activeElement?.blur();
}

function singleKeysCount() {
  return recall("single-keys") !== "off";
}

function openHelp() {
  const groups = Map.groupBy(shortcuts, ({ group }) => group);
  byId("keys-list").replaceChildren(
    ...Array.from(groups, ([group, members]) =>
      element(
        "section",
        {},
        element("h3", {}, named("keys.group", group)),
        element("dl", { class: "keys" }, ...Array.from(Map.groupBy(members, ({ keys }) => keys.join()).values(), described)),
      ),
    ),
  );
  byId("keys-panel").showModal();
}

/** Keys and what they do; what one key does in several places stands in one line. */
function described(members) {
  const [{ keys }] = members;
  return element(
    "div",
    {},
    element("dt", {}, ...keys.flatMap((key, at) => [at > 0 ? " / " : "", ...pressed(key)])),
    element("dd", {}, members.map(({ label }) => label).reverse().join(" · ")),
  );
}

/** A key, a chord or a sequence as caps. */
export function pressed(keys) {
  const parts = keys.split(/[+ ]/).map((key) => element("kbd", {}, named("keys.cap", key)));
  return parts.flatMap((part, at) => (at > 0 ? [" ", part] : [part]));
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  const chord = event.ctrlKey || event.metaKey;
  const name = (chord ? "Ctrl+" : "") + event.key;
  const inField = event.target.closest?.(FIELDS) !== null;
  const single = !chord && event.key.length === 1;
  if (single && (inField || !singleKeysCount())) return;
  const now = performance.now();
  const sequence = single && begun !== "" && now - begunAt < SEQUENCE_MS ? `${begun} ${event.key}` : "";
  begun = "";
  // Enter on a button is the button's
  if (name === "Enter" && event.target.closest?.(PRESSABLE)) return;
  // what was added last is nearer to what the agent sees, and goes first
  const counting = shortcuts.filter(({ inFields }) => inFields || !inField).reverse();
  const meant = (typed) => counting.filter(({ keys }) => keys.includes(typed));
  // the second key of a sequence means nothing else, whatever it means by itself
  const found = sequence !== "" && meant(sequence).length > 0 ? meant(sequence) : meant(name);
  if (found.some(({ run }) => run(event) !== false)) event.preventDefault();
  else if (single && shortcuts.some(({ keys }) => keys.some((key) => key.startsWith(`${event.key} `)))) {
    [begun, begunAt] = [event.key, now];
  }
}
