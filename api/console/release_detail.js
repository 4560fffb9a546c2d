// One release: what it holds, what it would change, what the golden questions say of it.

import { byId, element } from "./elements.js";
import { bytes, stateTag } from "./release_list.js";
import { differencePanel } from "./release_diff.js";
import { gatePanel } from "./release_gate.js";
import { languageName, moment, named, number, say } from "./words.js";

const TABS = { changes: differencePanel, gate: gatePanel, contents: contentsPanel };
/** What was chosen last; a release without that tab shows its first one meanwhile. */
let wanted = "changes";
let tab = wanted;
let shown = null;
let loading = null;

/** Draws the release; `publish` and `rollBack` do what their buttons say. */
export function showDetail(one, { live, publish, rollBack }) {
  shown = { one, live };
  const compared = !one.current && live !== null && !one.problem;
  const tabs = compared ? Object.keys(TABS) : ["contents"];
  tab = tabs.includes(wanted) ? wanted : tabs[0];
  byId("release-detail").replaceChildren(
    element(
      "div",
      { class: "sheet" },
      element("div", { class: "release-head" }, element("h2", {}, one.built_at ? moment(one.built_at) : one.release), stateTag(one.state)),
      element("p", { class: "row-line" }, element("bdi", { class: "path" }, one.release), element("span", {}, one.published_at ? say("releases.published_at", { at: moment(one.published_at) }) : "")),
      one.problem ? element("p", { class: "verdict verdict-refused", lang: "en" }, one.problem) : "",
      element("div", { class: "actions" }, ...actions(one, { publish, rollBack })),
    ),
    element(
      "div",
      { class: "sheet" },
      element("div", { class: "tabs", role: "tablist", "aria-label": say("releases.tabs") }, ...tabs.map(tabButton)),
      element("div", { id: "release-panel", role: "tabpanel", "aria-labelledby": `tab-${tab}` }),
    ),
  );
  fill();
}

/** The next tab or the one before; false where there is none. */
export function turnTab(by) {
  const buttons = [...document.querySelectorAll("#release-detail [role=tab]")];
  const next = buttons[buttons.findIndex((one) => one.dataset.tab === tab) + by];
  next?.click();
  next?.focus();
  return next !== undefined;
}

function actions(one, { publish, rollBack }) {
  if (one.current || one.problem) return [];
  if (one.state === "candidate") {
    return [element("button", { class: "button button-main", type: "button", "aria-keyshortcuts": "p", click: () => publish(one.release) }, say("releases.publish"))];
  }
  return [element("button", { class: "button", type: "button", click: () => rollBack(one.release) }, say("releases.roll_back"))];
}

function tabButton(name) {
  const click = () => {
    tab = wanted = name;
    for (const button of document.querySelectorAll("#release-detail [role=tab]")) button.setAttribute("aria-selected", String(button.dataset.tab === tab));
    byId("release-panel").setAttribute("aria-labelledby", `tab-${tab}`);
    fill();
  };
  return element("button", { type: "button", role: "tab", id: `tab-${name}`, "data-tab": name, "aria-selected": String(name === tab), "aria-controls": "release-panel", click }, named("releases.tab", name));
}

async function fill() {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const panel = byId("release-panel");
  panel.setAttribute("aria-busy", "true");
  panel.replaceChildren(element("p", { class: "muted" }, say("releases.loading")));
  try {
    const made = await TABS[tab](shown, signal);
    if (!signal.aborted) panel.replaceChildren(...[made].flat());
  } catch (error) {
    if (error.name !== "AbortError") panel.replaceChildren(element("p", { class: "notice failed" }, error.message));
  } finally {
    if (!signal.aborted) panel.setAttribute("aria-busy", "false");
  }
}

function contentsPanel({ one }) {
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
