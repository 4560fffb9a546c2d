// Tabs as WAI-ARIA has them: one of them in the order of Tab, arrow keys among them.

import { element } from "./elements.js";

/**
 * A list of tabs with the panel `panel` (an id). `named` gives the words of a tab, its id is
 * `<panel>-<name>`; `choose` gets the name of the one that is chosen.
 */
export function tabList({ label, names, named, chosen, panel, choose }) {
  const list = element("div", { class: "tabs", role: "tablist", "aria-label": label, keydown: onKey });
  const take = (name) => {
    markTab(list, name);
    choose(name);
  };
  list.append(
    ...names.map((name) =>
      element("button", { type: "button", role: "tab", id: `${panel}-${name}`, "data-tab": name, "aria-controls": panel, click: () => take(name) }, named(name)),
    ),
  );
  markTab(list, chosen);
  return list;
}

/** Shows which tab is chosen. */
export function markTab(list, name) {
  for (const tab of list.children) {
    const mine = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(mine));
    tab.tabIndex = mine ? 0 : -1;
  }
}

/** The next tab or the one before; false where there is none. */
export function turn(list, by) {
  const tabs = [...(list?.children ?? [])];
  return go(tabs[tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true") + by]);
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tabs = [...event.currentTarget.children];
  const at = tabs.indexOf(event.target);
  const next = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at - 1 + tabs.length) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  go(tabs[next]);
}

function go(tab) {
  tab?.click();
  tab?.focus();
  return tab !== undefined;
}
