// The rows of the queue: drawn once a case, changed in place, moved without taking the focus along.

import { agentName } from "./agent.js";
import { alertTag, channelName, levelBadge, marks, riskName, stateBadge, tierName, timeLeft, whence, whyHere } from "./case_words.js";
import { secondsSince } from "./clock.js";
import { byId, element } from "./elements.js";
import { fromNow, listed, say } from "./words.js";

const list = byId("cases");
const rows = new Map();
let claim = () => undefined;

/** Wires the list; `onClaim` gets the id of the case whose button was pressed. */
export function setUpRows(onClaim) {
  claim = onClaim;
  list.addEventListener("focusin", ({ target }) => {
    const row = target.closest(".case-row");
    if (row) select(row, { focus: false });
  });
}

/** Shows these cases in this order; gives the ids of those that were not there before. */
export function showRows(cases) {
  list.querySelectorAll(".skeleton").forEach((one) => one.remove());
  list.removeAttribute("aria-busy");
  const known = new Set(rows.keys());
  const held = current();
  const wanted = cases.map((one) => known.has(one.id) ? redrawn(one) : made(one));
  const ids = new Set(cases.map(({ id }) => id));
  if (held && !ids.has(held.dataset.id)) {
    // the case an agent is at never vanishes under their hands
    held.classList.add("gone");
    wanted.splice(Math.min(Array.from(list.children).indexOf(held), wanted.length), 0, held);
    ids.add(held.dataset.id);
  }
  for (const id of known) if (!ids.has(id)) rows.delete(id);
  arrange(wanted);
  return cases.filter(({ id }) => !known.has(id)).map(({ id }) => id);
}

/** Forgets all rows: another list is wanted. */
export function clearRows({ loading = false } = {}) {
  rows.clear();
  list.replaceChildren(
    ...(loading ? Array.from({ length: 8 }, () => element("li", { class: "skeleton", "aria-hidden": "true" })) : []),
  );
  if (loading) list.setAttribute("aria-busy", "true");
  else list.removeAttribute("aria-busy");
}

/** Draws one case as it is now, where it is in the list. */
export function redraw(one) {
  if (rows.has(one.id)) redrawn(one);
}

/** Marks rows that are new. */
export function flash(ids) {
  for (const id of ids) {
    const row = rows.get(id);
    row?.classList.remove("fresh");
    // a class that comes back starts its animation again only after a layout
    row?.getBoundingClientRect();
    row?.classList.add("fresh");
  }
}

/** The current row, if there is one. */
export function current() {
  return list.querySelector('.case-row[aria-current="true"]');
}

/** Makes the row so many further on the current one; false where there is none. */
export function moveRow(step) {
  const all = Array.from(list.querySelectorAll(".case-row"));
  const at = all.indexOf(current());
  const row = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!row) return false;
  select(row);
  return true;
}

/** Makes the first row current, without taking the focus. */
export function selectFirst() {
  const row = list.querySelector(".case-row");
  if (row && !current()) select(row, { focus: false });
}

function select(row, { focus = true } = {}) {
  for (const other of list.querySelectorAll(".case-row")) {
    if (other === row) continue;
    other.removeAttribute("aria-current");
    other.querySelectorAll("a, button").forEach((one) => (one.tabIndex = -1));
    if (other.classList.contains("gone")) {
      rows.delete(other.dataset.id);
      other.remove();
    }
  }
  row.setAttribute("aria-current", "true");
  row.querySelectorAll("a, button").forEach((one) => (one.tabIndex = 0));
  if (!focus) return;
  row.querySelector(".case-link").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function made(one) {
  const row = element(
    "li",
    { class: "case-row", "data-id": one.id },
    element("a", { class: "case-link", href: one.url, tabindex: "-1" }),
    element("span", { class: "case-claim" }),
  );
  rows.set(one.id, row);
  return drawn(row, one);
}

function redrawn(one) {
  const row = rows.get(one.id);
  row.classList.remove("gone");
  return row.dataset.version === String(one.version) ? row : drawn(row, one);
}

function drawn(row, one) {
  row.dataset.version = String(one.version);
  row.dataset.state = one.state;
  row.classList.toggle("mine", one.assignee !== null && one.assignee === agentName());
  row.dataset.colour = one.colour;
  row.firstElementChild.replaceChildren(...cells(one));
  row.lastElementChild.replaceChildren(...claimButton(one, row));
  return row;
}

function cells(one) {
  const [tongue, market] = whence(one);
  const tags = [alertTag(one.colour), possibly(one), ...marks(one)].filter((tag) => tag !== null);
  return [
    cell("time", timeLeft(one)),
    cell("level", levelBadge(one.level), element("span", { class: "sub" }, tierName(one.tier))),
    cell("why", element("span", { title: whyHere(one) }, whyHere(one)), element("span", { class: "sub" }, ...spaced(tags))),
    cell(
      "question",
      one.is_erased ? element("span", { class: "case-question muted" }, say("case.erased")) : element("span", { class: "case-question", dir: "auto", lang: one.language }, one.question.trim().split("\n", 1)[0]),
      element("span", { class: "sub" }, ...about(one)),
    ),
    cell("whence", element("span", {}, tongue), element("span", { class: "sub" }, market)),
    cell("state", stateBadge(one.state), element("span", { class: "sub", dir: "auto" }, who(one))),
  ];
}

/** What it may be about besides, in a few words. */
function possibly({ suspected }) {
  if (!suspected?.length) return null;
  return element("span", { class: "mark-possibly" }, say("fact.possibly", { risk: listed(suspected.map(riskName)) }));
}

function cell(name, ...children) {
  return element("span", { class: `cell cell-${name}` }, ...children);
}

function spaced(nodes) {
  return nodes.flatMap((node, at) => (at > 0 ? [" ", node] : [node]));
}

function about(one) {
  const ago = secondsSince(one.opened_at);
  const opened = ago < 60 ? say("case.just_now") : say("case.opened", { when: fromNow(-ago) });
  const parts = [one.customer_id, channelName(one.channel), opened].filter(Boolean);
  return parts.flatMap((part, at) => (at > 0 ? [" · ", element("bdi", {}, part)] : [element("bdi", {}, part)]));
}

function who({ assignee, team }) {
  if (assignee && assignee === agentName()) return say("case.you");
  return assignee ?? team ?? say("case.nobody");
}

function claimButton({ id, state }, row) {
  if (!["open", "waiting_l2", "waiting_l3"].includes(state)) return [];
  const reach = row.getAttribute("aria-current") === "true" ? "0" : "-1";
  return [
    element(
      "button",
      { class: "button", type: "button", tabindex: reach, title: `${say("case.claim")} (c)`, click: () => claim(id) },
      say("case.claim"),
    ),
  ];
}

/** Puts the rows in order around the one that has the focus: that one is never moved. */
function arrange(wanted) {
  const fixed = wanted.find((row) => row.contains(document.activeElement));
  const keep = new Set(wanted);
  for (const child of Array.from(list.children)) if (!keep.has(child)) child.remove();
  let next = list.firstElementChild;
  for (const row of wanted) {
    if (row === fixed) {
      while (next !== fixed) {
        const after = next.nextElementSibling;
        list.append(next);
        next = after;
      }
    }
    if (row === next) next = next.nextElementSibling;
    else list.insertBefore(row, next);
  }
}
