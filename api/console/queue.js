// The queue: who waits for a person, what is most urgent first; it changes while one looks at it.

import "./shell.js";
import { requireAgent } from "./agent.js";
import { lookAtAlerts, setUpAlerts } from "./alert_band.js";
import { get, post } from "./api.js";
import { whyHere } from "./case_words.js";
import { setClock } from "./clock.js";
import { announce, byId, element } from "./elements.js";
import { shortcut } from "./keys.js";
import { heardUpTo, listen } from "./live.js";
import { showNotice } from "./notice.js";
import { clearFilters, isFiltered, onlyRisk, query, setUpFilters, stretch, turn } from "./queue_filters.js";
import { clearRows, current, flash, moveRow, redraw, selectFirst, setUpRows, showRows } from "./queue_rows.js";
import { lookForSuspected, setUpSuspected } from "./suspected.js";
import { toast } from "./toast.js";
import { number, say } from "./words.js";

const AT_MOST_EVERY_MS = 600;
const notice = byId("notice");
const title = document.title;
let loading = null;
let shown = { cases: [], total: 0 };
let isListening = false;
let soon = 0;
let lastLoad = 0;

async function load({ quiet = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  lastLoad = Date.now();
  if (!quiet) clearRows({ loading: true });
  try {
    const found = await get(`/v1/handoffs?${query()}`, signal, { background: quiet });
    if (!signal.aborted) show(found, { quiet });
  } catch (error) {
    if (error.name === "AbortError" || quiet) return; // the line of the connection tells of it
    clearRows();
    showNotice("failed", say("queue.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
  }
}

function show(found, { quiet }) {
  setClock(found.now);
  shown = found;
  const fresh = showRows(found.cases);
  selectFirst();
  counts(found.by_state);
  pages(found);
  showEmpty(found);
  if (quiet) flash(fresh);
  else announce(say("queue.count", { count: found.total }));
  heardUpTo(found.last_event_id);
  if (isListening) return;
  isListening = true;
  listen({ after: found.last_event_id, onEvents: happened, onBack: () => load({ quiet: true }) });
}

/** Something happened to cases: the list is asked for again, not too often, and what is new is told. */
async function happened(events) {
  const opened = events.filter(({ step }) => step === "opened" || step === "reopened").length;
  if (events.some(({ step }) => step === "alerted")) lookAtAlerts();
  if (opened > 0) lookForSuspected();
  clearTimeout(soon);
  const wait = Math.max(0, lastLoad + AT_MOST_EVERY_MS - Date.now());
  soon = setTimeout(async () => {
    await load({ quiet: true });
    if (opened > 0) announce(say("queue.new", { count: opened }));
  }, wait);
}

function counts(byState) {
  const all = Object.entries(byState).reduce((sum, [state, count]) => sum + (state === "resolved" ? 0 : count), 0);
  for (const button of document.querySelectorAll("[data-filter=state]")) {
    const { value } = button.dataset;
    button.querySelector(".count").textContent = number(value === "" ? all : (byState[value] ?? 0));
  }
  const waiting = byState.open ?? 0;
  document.title = waiting > 0 ? `(${number(waiting)}) ${title}` : title;
}

function pages({ total, cases }) {
  const { from, to, hasBefore, hasAfter } = stretch(total, cases.length);
  byId("pages").hidden = cases.length === 0;
  byId("pages-text").textContent = say("queue.pages", { from: from + 1, to, total });
  byId("before").disabled = !hasBefore;
  byId("after").disabled = !hasAfter;
}

function showEmpty({ total, cases }) {
  if (cases.length > 0) {
    notice.replaceChildren();
    return;
  }
  if (total > 0) {
    turn(-1, total + 1);
    return;
  }
  if (isFiltered()) {
    showNotice("", say("queue.none"), say("queue.none.what"), element("button", { class: "button", type: "button", click: clearFilters }, say("queue.clear")));
  } else showNotice("", say("queue.empty"), say("queue.empty.what"));
}

async function claim(id) {
  const agent = await requireAgent();
  if (agent === "") return;
  try {
    const taken = await post(`/v1/handoffs/${encodeURIComponent(id)}/claim`, { agent });
    redraw(taken);
    toast(say("queue.claimed", { why: whyHere(taken) }), { seconds: 4, actions: [{ label: say("queue.open"), key: "", run: () => location.assign(taken.url) }] });
  } catch (error) {
    toast(error.message, { seconds: 8, kind: "failed" });
  }
  load({ quiet: true });
}

function turnPage(pagesOn) {
  if (!turn(pagesOn, shown.total)) return false;
  byId("main").scrollTo({ top: 0 });
  return true;
}

function openCurrent() {
  const link = current()?.querySelector(".case-link");
  link?.click();
  return link !== undefined;
}

function claimCurrent() {
  const row = current();
  if (!row || !row.querySelector(".case-claim button")) return false;
  claim(row.dataset.id);
  return true;
}

const add = (keys, label, run) => shortcut({ group: "queue", keys, label, run });
add(["j", "ArrowDown"], say("keys.case.next"), () => moveRow(1));
add(["k", "ArrowUp"], say("keys.case.previous"), () => moveRow(-1));
add(["Enter"], say("keys.case.open"), openCurrent);
add(["c"], say("keys.case.claim"), claimCurrent);
add(["f", "/"], say("keys.filter"), () => byId("q").select());
add(["]"], say("keys.page.next"), () => turnPage(1));
add(["["], say("keys.page.previous"), () => turnPage(-1));
byId("before").addEventListener("click", () => turnPage(-1));
byId("after").addEventListener("click", () => turnPage(1));
setUpRows(claim);
setUpFilters(() => load());
setUpAlerts(onlyRisk);
setUpSuspected();
load();
