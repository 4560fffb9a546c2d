// Drafts: what agents would have in the knowledge base, read, mended, taken or not.

import "./shell.js";
import { requireAgent } from "./agent.js";
import { del, get, post } from "./api.js";
import { announce, byId, element } from "./elements.js";
import { shortcut } from "./keys.js";
import { showNotice } from "./notice.js";
import { redraw } from "./redraw.js";
import { toast } from "./toast.js";
import { later, takeBack } from "./undo.js";
import { moment, say } from "./words.js";

const rows = byId("draft-rows");
const text = byId("draft-text");
const notice = byId("notice");
/** What was typed into a draft and not taken yet, by its id: choosing another one loses nothing. */
const typed = new Map();
let drafts = [];
let current = "";

async function load() {
  try {
    ({ drafts } = await get("/v1/drafts"));
  } catch (error) {
    showNotice("failed", say("drafts.failed"), error.message, element("button", { class: "button", type: "button", click: load }, say("ask.again")));
    return;
  }
  show();
  announce(say("drafts.count", { count: drafts.length }));
}

function show() {
  byId("drafts").hidden = drafts.length === 0;
  if (drafts.length === 0) {
    if (document.activeElement === document.body) byId("main").focus(); // what had the focus is gone
    showNotice("", say("drafts.none"), say("drafts.none.what"));
    return;
  }
  notice.replaceChildren();
  if (!drafts.some(({ id }) => id === current)) current = drafts[0].id;
  redraw(rows, drafts.map(row));
  showDraft();
}

function row({ id, title, agent, created_at: at }) {
  return element(
    "li",
    {},
    element(
      "button",
      { class: "row", type: "button", "data-id": id, "data-key": id, "aria-current": String(id === current), tabindex: id === current ? 0 : -1, click: () => choose(id) },
      element("span", { class: "row-title", dir: "auto" }, title),
      element("span", { class: "row-line" }, say("drafts.by", { agent, at: moment(at) })),
    ),
  );
}

function showDraft() {
  const draft = drafts.find(({ id }) => id === current);
  byId("draft-title").textContent = draft.title;
  byId("draft-from").replaceChildren(
    element("span", {}, say("drafts.by", { agent: draft.agent, at: moment(draft.created_at) })),
    draft.case_id ? element("a", { href: `/console/cases/${encodeURIComponent(draft.case_id)}` }, say("drafts.case")) : "",
  );
  byId("draft-path").textContent = draft.path;
  byId("draft-warnings").hidden = draft.warnings.length === 0;
  byId("draft-warnings").replaceChildren(...draft.warnings.map((warning) => element("li", {}, warning)));
  text.value = typed.get(current) ?? draft.text;
  byId("draft-as-written").disabled = text.value === draft.text;
}

function choose(id) {
  current = id;
  show();
}

function move(by) {
  const at = drafts.findIndex(({ id }) => id === current) + by;
  if (drafts[at] === undefined) return false;
  choose(drafts[at].id);
  rows.querySelector("[aria-current=true]").focus();
  return true;
}

async function accept() {
  const by = await requireAgent();
  if (by === "") return;
  const draft = drafts.find(({ id }) => id === current);
  const changed = text.value === draft.text ? "" : text.value;
  byId("draft-accept").disabled = true;
  try {
    const { path } = await post(`/v1/drafts/${encodeURIComponent(draft.id)}/accept`, { text: changed, by });
    typed.delete(draft.id);
    toast(say("drafts.accepted", { path }), { seconds: 8 });
    drop(draft.id);
  } catch (error) {
    toast(error.message, { seconds: 10, kind: "failed" });
  } finally {
    byId("draft-accept").disabled = false;
  }
}

function reject() {
  const draft = drafts.find(({ id }) => id === current);
  if (draft === undefined) return false;
  const before = drafts;
  drop(draft.id);
  later({
    message: say("drafts.rejected", { title: draft.title }),
    run: async ({ lasting = false } = {}) => {
      try {
        await del(`/v1/drafts/${encodeURIComponent(draft.id)}`, { lasting });
        typed.delete(draft.id);
      } catch (error) {
        toast(error.message, { seconds: 8, kind: "failed" });
        load();
      }
    },
    undone: () => {
      drafts = before;
      choose(draft.id);
    },
  });
  return true;
}

function drop(id) {
  const at = drafts.findIndex((one) => one.id === id);
  drafts = drafts.filter((one) => one.id !== id);
  current = (drafts[at] ?? drafts.at(-1))?.id ?? "";
  show();
}

text.addEventListener("input", () => {
  typed.set(current, text.value);
  byId("draft-as-written").disabled = text.value === drafts.find(({ id }) => id === current).text;
});
byId("draft-as-written").addEventListener("click", () => {
  typed.delete(current);
  showDraft();
  text.focus();
});
byId("draft").addEventListener("submit", (event) => {
  event.preventDefault();
  accept();
});
byId("draft-reject").addEventListener("click", reject);
const add = (keys, label, run, inFields = false) => shortcut({ group: "drafts", keys, label, run, inFields });
add(["j", "ArrowDown"], say("keys.row.next"), () => move(1));
add(["k", "ArrowUp"], say("keys.row.previous"), () => move(-1));
add(["Ctrl+Enter"], say("keys.drafts.accept"), () => byId("draft").requestSubmit(), true);
add(["x"], say("keys.drafts.reject"), reject);
add(["u"], say("keys.undo"), takeBack);
load();
