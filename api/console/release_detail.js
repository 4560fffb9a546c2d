// One release: what it holds, what it would change, what the golden questions say of it.

import { byId, element } from "./elements.js";
import { bytes, stateTag } from "./release_list.js";
import { differencePanel } from "./release_diff.js";
import { gatePanel } from "./release_gate.js";
import { redraw } from "./redraw.js";
import { tabList, turn } from "./tabs.js";
import { languageName, moment, named, number, say } from "./words.js";

const TABS = { changes: differencePanel, gate: gatePanel, contents: contentsPanel };
/** What was chosen last; a release without that tab shows its first one meanwhile. */
let wanted = "changes";
let tab = wanted;
let shown = null;
let loading = null;

/** Draws the release; `publishing` is the one that is on its way; `publish` and `rollBack` do what their buttons say. */
export function showDetail(one, { live, publishing, publish, rollBack }) {
  const same = shown?.one.release === one.release && shown.live === live && shown.one.state === one.state;
  shown = { one, live };
  const compared = !one.current && live !== null && !one.problem;
  const tabs = compared ? Object.keys(TABS) : ["contents"];
  const before = tab;
  tab = tabs.includes(wanted) ? wanted : tabs[0];
  if (same && before === tab) {
    redraw(byId("release-head"), head(one, { publishing, publish, rollBack }), currentRow);
    return;
  }
  const list = tabList({ label: say("releases.tabs"), names: tabs, named: (name) => named("releases.tab", name), chosen: tab, panel: "release-panel", choose });
  redraw(
    byId("release-detail"),
    [element("div", { class: "sheet", id: "release-head" }, ...head(one, { publishing, publish, rollBack })), element("div", { class: "sheet" }, list, element("div", { id: "release-panel", role: "tabpanel", tabindex: 0 }))],
    currentRow,
  );
  fill();
}

/** What the golden questions say is told anew, where it is looked at: they are being asked. */
export function lookAtGate() {
  if (tab === "gate") fill({ quiet: true });
}

/** The next tab or the one before; false where there is none. */
export function turnTab(by) {
  return turn(document.querySelector("#release-detail [role=tablist]"), by);
}

function currentRow() {
  return document.querySelector("#release-rows [aria-current=true]");
}

function head(one, does) {
  return [
    element("div", { class: "release-head" }, element("h2", { id: "release-title" }, one.built_at ? moment(one.built_at) : one.release), stateTag(one.state)),
    element("p", { class: "row-line" }, element("bdi", { class: "path" }, one.release), element("span", {}, one.published_at ? say("releases.published_at", { at: moment(one.published_at) }) : ""), element("span", {}, one.built_by ? say("releases.built_by", { who: one.built_by }) : "")),
    one.problem ? element("div", { class: "verdict verdict-refused" }, element("p", {}, say(one.current ? "releases.damaged.live" : "releases.damaged")), element("p", { lang: "en" }, one.problem)) : "",
    element("div", { class: "actions" }, ...actions(one, does)),
  ].filter(Boolean);
}

function choose(name) {
  tab = wanted = name;
  fill();
}

function actions(one, { publishing, publish, rollBack }) {
  if (one.current || one.problem) return [];
  if (one.state === "candidate") {
    const label = say(publishing === one.release ? "releases.publishing" : "releases.publish");
    return [element("button", { class: "button button-main", type: "button", disabled: publishing !== "", "aria-keyshortcuts": "p", "data-key": "publish", click: () => publish(one.release) }, label)];
  }
  return [element("button", { class: "button", type: "button", "data-key": "roll-back", click: () => rollBack(one.release) }, say("releases.roll_back"))];
}

/** Asks for what the tab shows; `quiet` where what is shown stays until the new has come. */
async function fill({ quiet = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const panel = byId("release-panel");
  panel.setAttribute("aria-labelledby", `release-panel-${tab}`);
  panel.setAttribute("aria-busy", "true");
  if (!quiet) panel.replaceChildren(element("p", { class: "muted" }, say("releases.loading")));
  try {
    const made = await TABS[tab](shown, signal, () => signal.aborted || fill({ quiet: true }));
    if (!signal.aborted) redraw(panel, [made].flat().filter(Boolean), () => panel);
  } catch (error) {
    if (error.name === "AbortError") return;
    redraw(panel, [element("p", { class: "notice failed", role: "alert" }, error.message), element("button", { class: "button", type: "button", "data-key": "again", click: () => fill() }, say("ask.again"))], () => panel);
  } finally {
    if (!signal.aborted) panel.setAttribute("aria-busy", "false");
  }
}

function contentsPanel({ one }) {
  if (one.problem) return element("p", { class: "muted" }, say("releases.damaged.contents"));
  const figures = [
    [say("reindex.documents"), number(one.documents)],
    [say("reindex.passages"), number(one.chunks)],
    [say("releases.size"), bytes(one.size_bytes)],
    [say("releases.own"), bytes(one.own_bytes)],
  ];
  const languages = Object.entries(one.languages).sort(([, some], [, others]) => others - some);
  return [
    element("dl", { class: "figures" }, ...figures.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    element("h3", {}, say("releases.languages")),
    element("p", {}, languages.map(([tag, count]) => `${languageName(tag)} ${number(count)}`).join(" · ") || "–"),
    element("h3", {}, say("releases.files")),
    one.problems.length === 0
      ? element("p", { class: "muted" }, say("releases.problems.none"))
      : element("ul", { class: "change-list" }, ...one.problems.map(problem)),
  ];
}

function problem({ path, reason, severity }) {
  const tone = { error: "tag-low", quarantine: "tag-low", warning: "tag-medium" }[severity] ?? "";
  return element(
    "li",
    {},
    element("span", { class: "change-head" }, element("span", { class: `tag ${tone}` }, named("releases.severity", severity)), element("bdi", { class: "path" }, path)),
    element("div", { class: "muted", lang: "en" }, reason),
  );
}
