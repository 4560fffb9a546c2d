// Documents: every file with its state, filters, what comes in, and one of them in detail.

import { onRelease } from "./shell.js";
import { get } from "./api.js";
import { showDocument, turnDocumentTab } from "./document_detail.js";
import { setUpTrash } from "./document_trash.js";
import { announce, byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { shortcut } from "./keys.js";
import { showNotice } from "./notice.js";
import { toast } from "./toast.js";
import { documentAt, setUpUploads } from "./uploads.js";
import { languageName, named, number, say } from "./words.js";

const PAGE = 200;
const TYPING_MS = 250;
const TONES = { published: "tag-high", changed: "tag-accent", new: "tag-accent", removed: "tag-medium", failed: "tag-low", quarantined: "tag-low" };
const notice = byId("notice");
let documents = [];
let total = 0;
let state = "";
let chosen = decoded(location.hash.slice(1));
let inView = "";
let linked = chosen;
let first = true;
let loading = null;
let typing = 0;

async function load({ more = false, anew = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const query = new URLSearchParams({ audience: "agent", limit: PAGE, offset: more ? documents.length : 0 });
  for (const [name, id] of [["q", "document-search"], ["kind", "document-kind"], ["language", "document-language"], ["product", "document-product"]]) {
    if (byId(id).value.trim()) query.append(name, byId(id).value.trim());
  }
  if (state) query.append("state", state);
  try {
    const found = await get(`/v1/documents?${query}`, signal);
    if (signal.aborted) return;
    const known = new Set(more ? documents.map(({ path }) => path) : []);
    documents = [...(more ? documents : []), ...found.documents.filter(({ path }) => !known.has(path))];
    ({ total } = found);
    await withChosen(signal);
    if (signal.aborted) return;
    around(found);
    show({ anew });
  } catch (error) {
    if (error.name === "AbortError") return;
    showNotice("failed", say("documents.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
  }
}

/** A link may lead to a document that is far down the list: it comes first then. */
async function withChosen(signal) {
  const path = linked;
  const byLink = first;
  linked = "";
  first = false;
  if (path === "" || documents.some((one) => one.path === path)) return;
  const one = await documentAt(path, signal);
  if (one) documents.unshift(one);
  else if (byLink) toast(say("documents.gone", { path }), { seconds: 8, kind: "failed" });
}

function around({ states, kinds, languages, products }) {
  const counts = Object.fromEntries(states.map(({ state: name, documents: count }) => [name, count]));
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  for (const button of document.querySelectorAll("[data-state]")) {
    const { state: name } = button.dataset;
    button.querySelector(".count").textContent = number(name === "" ? all : (counts[name] ?? 0));
  }
  const waiting = (counts.changed ?? 0) + (counts.new ?? 0) + (counts.removed ?? 0);
  byId("documents-lead").textContent = waiting > 0 ? say("documents.waiting", { count: waiting }) : say("documents.settled");
  choices("document-kind", kinds, (kind) => named("document.kind", kind, kind));
  choices("document-language", languages, languageName);
  choices("document-product", products, (product) => product);
  byId("folders").replaceChildren(...[...new Set(documents.map(({ path }) => path.split("/").slice(0, -1).join("/")))].filter(Boolean).sort().map((value) => element("option", { value })));
}

function choices(id, values, label) {
  const select = byId(id);
  const kept = select.value;
  select.replaceChildren(select.options[0], ...values.filter(Boolean).map((value) => element("option", { value }, label(value))));
  select.value = values.includes(kept) ? kept : "";
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand
  }
}

function show({ anew = false } = {}) {
  byId("documents").hidden = documents.length === 0;
  notice.replaceChildren();
  if (documents.length === 0) {
    const filtered = state !== "" || [...byId("document-tools").elements].some(({ value }) => value !== "");
    showNotice("", say(filtered ? "documents.none" : "documents.empty"), filtered ? "" : say("documents.empty.what"));
    return;
  }
  if (!documents.some(({ path }) => path === chosen)) chosen = documents[0].path;
  redraw(byId("document-rows"), documents.map(row));
  // only to one just chosen: who reads something else on the page is left there
  if (chosen !== inView) byId("document-rows").querySelector("[aria-current=true]").scrollIntoView({ block: "nearest" });
  inView = chosen;
  const more = byId("documents-more");
  more.hidden = documents.length >= total;
  more.textContent = say("documents.more", { count: total - documents.length });
  showDocument(documents.find(({ path }) => path === chosen), { changed, anew });
}

/** The tag of a document's state. */
function stateTag({ state: name }) {
  return element("span", { class: `tag ${TONES[name]}` }, named("documents.state", name));
}

function row(one) {
  return element(
    "li",
    {},
    element(
      "button",
      { class: "row", type: "button", "data-key": one.path, "aria-current": String(one.path === chosen), tabindex: one.path === chosen ? 0 : -1, click: () => choose(one.path) },
      element("span", { class: "row-title", dir: "auto", lang: one.title ? one.language || undefined : undefined }, one.title || one.path.split("/").at(-1)),
      element("bdi", { class: "path" }, one.path),
      element(
        "span",
        { class: "row-line" },
        stateTag(one),
        element("span", {}, named("document.kind", one.facts.kind, one.facts.kind)),
        one.language ? element("span", {}, languageName(one.language)) : "",
        one.facts.audience === "agent" ? element("span", { class: "tag" }, say("documents.internal")) : "",
        one.warnings.length > 0 ? element("span", { class: "tag tag-medium" }, say("documents.warnings", { count: one.warnings.length })) : "",
      ),
    ),
  );
}

function choose(path) {
  chosen = path;
  history.replaceState(history.state, "", `#${encodeURIComponent(path)}`);
  show();
}

/** Something was done to a document; it may have another path now, or be gone. */
function changed({ path = "" } = {}) {
  if (path !== "") chosen = linked = path;
  load({ anew: true });
}

function move(by) {
  const next = documents[documents.findIndex(({ path }) => path === chosen) + by];
  if (next === undefined) return false;
  choose(next.path);
  byId("document-rows").querySelector("[aria-current=true]").focus();
  return true;
}

for (const button of document.querySelectorAll("[data-state]")) {
  button.addEventListener("click", () => {
    ({ state } = button.dataset);
    for (const one of document.querySelectorAll("[data-state]")) one.setAttribute("aria-pressed", String(one === button));
    announce(button.textContent);
    load();
  });
}
for (const field of byId("document-tools").elements) {
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(load, field.type === "search" ? TYPING_MS : 0);
  });
}
byId("document-tools").addEventListener("submit", (event) => event.preventDefault());
byId("documents-more").addEventListener("click", () => load({ more: true }));
const add = (keys, label, run) => shortcut({ group: "documents", keys, label, run });
add(["j", "ArrowDown"], say("keys.row.next"), () => move(1));
add(["k", "ArrowUp"], say("keys.row.previous"), () => move(-1));
add(["/", "f"], say("keys.filter"), () => byId("document-search").select());
add(["a"], say("keys.documents.upload"), () => byId("upload").click());
add(["]"], say("keys.tab.next"), () => turnDocumentTab(1));
add(["["], say("keys.tab.previous"), () => turnDocumentTab(-1));
onRelease(() => load());
setUpUploads({ changed });
setUpTrash(changed);
load();
