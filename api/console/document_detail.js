// One document: its state, what can be done with it, and its facts, its parse, its history.

import { requireAgent } from "./agent.js";
import { send } from "./api.js";
import { factsPanel } from "./document_facts.js";
import { findingsPanel } from "./document_findings.js";
import { historyPanel, takeEditBack } from "./document_history.js";
import { parsePanel } from "./document_parse.js";
import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { tabList, turn } from "./tabs.js";
import { toast } from "./toast.js";
import { replaceDocument } from "./uploads.js";
import { day, moment, named, say } from "./words.js";

const TABS = { facts: factsPanel, parse: parsePanel, findings: findingsPanel, history: historyPanel };
/** What was chosen last; a file that is held back shows first why. */
let wanted = "facts";
let tab = wanted;
let shown = null;
let loading = null;

/** The address of a document's routes, for editors. */
export function routeOf({ path }, rest = "", query = "") {
  const address = path.split("/").map(encodeURIComponent).join("/");
  return `/v1/documents/${address}${rest}?audience=agent${query}`;
}

/** Draws the document; `changed` is called when something was done to it, `anew` after that. */
export function showDocument(one, { changed, anew = false }) {
  const before = shown?.one;
  const other = before?.path !== one.path;
  shown = { one, changed };
  if (!other && !anew && before.sha256 === one.sha256 && before.state === one.state) return;
  if (!other) {
    redraw(byId("document-head"), head(one, changed), currentRow);
    fill({ quiet: true });
    return;
  }
  tab = one.state === "quarantined" ? "findings" : wanted;
  const tabs = tabList({ label: say("documents.tabs"), names: Object.keys(TABS), named: (name) => named("documents.tab", name), chosen: tab, panel: "document-panel", choose });
  redraw(
    byId("document-detail"),
    [element("div", { class: "sheet", id: "document-head" }, ...head(one, changed)), element("div", { class: "sheet" }, tabs, element("div", { id: "document-panel", role: "tabpanel", tabindex: 0 }))],
    currentRow,
  );
  byId("document-detail").scrollTop = 0;
  fill();
}

/** The next tab or the one before; false where there is none. */
export function turnDocumentTab(by) {
  return turn(document.querySelector("#document-detail [role=tablist]"), by);
}

function currentRow() {
  return document.querySelector("#document-rows [aria-current=true]");
}

function head(one, changed) {
  return [
    element("h2", { id: "document-title", dir: "auto", lang: one.title ? one.language || undefined : undefined }, one.title || one.path),
    element("p", {}, element("bdi", { class: "path" }, one.path)),
    element("p", { class: "row-line" }, element("span", {}, named("documents.means", one.state)), one.modified_at ? element("span", {}, say("documents.modified", { at: moment(one.modified_at) })) : "", one.facts.valid_to ? element("span", {}, say("documents.holds_to", { day: day(one.facts.valid_to) })) : ""),
    one.reason ? element("p", { class: "notice failed", lang: "en" }, one.reason) : "",
    one.warnings.length > 0 ? element("ul", { class: "change-list", lang: "en" }, ...one.warnings.map((warning) => element("li", {}, warning))) : "",
    element("div", { class: "actions" }, ...actions(one, changed)),
  ].filter(Boolean);
}

function choose(name) {
  tab = wanted = name;
  fill();
}

/** Asks for what the tab shows; `quiet` where what is shown stays until the new has come. */
async function fill({ quiet = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const panel = byId("document-panel");
  panel.setAttribute("aria-labelledby", `document-panel-${tab}`);
  panel.setAttribute("aria-busy", "true");
  if (!quiet) panel.replaceChildren(element("p", { class: "muted" }, say("releases.loading")));
  try {
    const made = await TABS[tab](shown.one, { signal, changed: shown.changed, again: fill });
    if (!signal.aborted) redraw(panel, [made].flat(), () => panel);
  } catch (error) {
    if (error.name === "AbortError") return;
    redraw(panel, [element("p", { class: "notice failed", role: "alert" }, error.message), element("button", { class: "button", type: "button", "data-key": "again", click: () => fill() }, say("ask.again"))], () => panel);
  } finally {
    if (!signal.aborted) panel.setAttribute("aria-busy", "false");
  }
}

function actions(one, changed) {
  const open = one.state === "new" || one.state === "failed" || one.state === "quarantined" ? [] : [element("a", { class: "button", "data-key": "open", href: routeOf(one, "/view") }, say("documents.open"))];
  if (one.state === "removed") return open;
  return [
    ...open,
    element("a", { class: "button", "data-key": "download", href: routeOf(one) }, say("documents.download")),
    element("button", { class: "button", type: "button", "data-key": "replace", click: () => replace(one) }, say("documents.replace")),
    element("button", { class: "button", type: "button", "data-key": "move", click: () => move(one, changed) }, say("documents.move")),
    element("button", { class: "button button-danger", type: "button", "data-key": "remove", click: () => remove(one, changed) }, say("documents.remove")),
  ];
}

function replace(one) {
  const field = document.createElement("input");
  field.type = "file";
  field.addEventListener("change", () => field.files.length > 0 && replaceDocument(field.files[0], one));
  field.click();
}

async function move(one, changed) {
  const by = await requireAgent();
  if (by === "") return;
  const panel = byId("move-panel");
  byId("move-to").value = one.path;
  byId("move-error").hidden = true;
  byId("move-form").onsubmit = async (event) => {
    event.preventDefault();
    try {
      const moved = await send("POST", routeOf(one, "/move"), { json: { by, to: byId("move-to").value.trim(), seen: one.sha256, mend: byId("move-mend").checked, keep_facts: byId("move-keep").checked } });
      panel.close();
      told(say("documents.moved", { count: moved.mended.length }), moved.edit, changed);
      changed({ path: moved.edit.to });
    } catch (error) {
      byId("move-error").textContent = error.message;
      byId("move-error").hidden = false;
    }
  };
  panel.showModal();
  const name = one.path.split("/").at(-1);
  byId("move-to").setSelectionRange(one.path.length - name.length, one.path.length - (name.includes(".") ? name.length - name.lastIndexOf(".") : 0));
}

async function remove(one, changed, { confirm = false } = {}) {
  const by = await requireAgent();
  if (by === "") return;
  try {
    const edit = await send("DELETE", routeOf(one, "", `&by=${encodeURIComponent(by)}&confirm=${confirm}`), { headers: { "If-Match": `"${one.sha256}"` } });
    told(say("documents.removed"), edit, changed);
    changed({});
  } catch (error) {
    if (error.code !== "document-referred-to") {
      toast(error.message, { seconds: 10, kind: "failed" });
      return;
    }
    byId("remove-what").textContent = say("documents.remove.named", { count: error.errors.length });
    byId("remove-list").replaceChildren(...error.errors.map(({ field, message }) => element("li", {}, element("span", { class: "tag" }, named("documents.reference", field, field)), " ", element("bdi", {}, message))));
    byId("remove-form").onsubmit = () => remove(one, changed, { confirm: true });
    byId("remove-panel").showModal();
  }
}

/** What was done, and the way to take it back. */
function told(message, edit, changed) {
  const undo = { label: say("feedback.undo"), key: "", run: () => takeEditBack(edit.undo, changed) };
  toast(message, { seconds: 10, actions: edit.undo ? [undo] : [] });
}
