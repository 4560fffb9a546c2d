// Health: the release's defects by kind, each with its places side by side and what to do about it.

import "./shell.js";
import { requireAgent } from "./agent.js";
import { del, get, post } from "./api.js";
import { announce, byId, element } from "./elements.js";
import { defectCard } from "./defect_card.js";
import { shortcut } from "./keys.js";
import { showNotice } from "./notice.js";
import { redraw } from "./redraw.js";
import { askReason } from "./reason.js";
import { toast } from "./toast.js";
import { moment, named, number, percent, say } from "./words.js";

const PAGE = 50;
const AGAIN_MS = 2500;
const TYPING_MS = 250;
const notice = byId("notice");
let kind = new URLSearchParams(location.search).get("kind") ?? "";
let defects = [];
let loading = null;
let again = 0;
let typing = 0;
/** What is on the page: looking again while the report is made changes nothing that stays the same. */
let drawn = "";

async function load({ more = false } = {}) {
  clearTimeout(again);
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  const query = new URLSearchParams({ limit: PAGE, offset: more ? defects.length : 0, dismissed: byId("health-dismissed").checked });
  for (const [name, value] of [["kind", kind], ["severity", byId("health-severity").value], ["document", byId("health-search").value.trim()]]) {
    if (value) query.append(name, value);
  }
  try {
    const found = await get(`/v1/insights/health?${query}`, signal);
    if (!signal.aborted) show(found, more);
  } catch (error) {
    if (error.name === "AbortError") return;
    drawn = "";
    showNotice("failed", say("health.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
  }
}

function show(found, more) {
  if (found.state === "making") again = setTimeout(load, AGAIN_MS);
  const now = JSON.stringify([found, kind]);
  if (!more && now === drawn) return;
  drawn = more ? "" : now;
  notice.replaceChildren();
  lead(found);
  kinds(found.counts);
  promises(found.promises);
  defects = more ? [...defects, ...found.defects] : found.defects;
  const focused = [...document.querySelectorAll(".defect")].indexOf(document.activeElement?.closest(".defect"));
  redraw(byId("defects"), defects.map((one) => defectCard(one, { dismiss, undo })), () => cardAt(focused));
  byId("health-more").hidden = defects.length >= found.total;
  byId("health-more").textContent = say("documents.more", { count: found.total - defects.length });
  if (found.state === "failed") showNotice("failed", say("health.broken"), found.problem);
  else if (found.state === "none") showNotice("", say("releases.none"), say("releases.none.what"));
  else if (defects.length === 0 && found.release) showNotice("", say("health.none"), kind === "" ? say("health.none.what") : "");
  if (found.state !== "making") announce(say("health.count", { count: found.total }));
}

/** The defect that stands where another one stood; the page where none is left. */
function cardAt(index) {
  const cards = document.querySelectorAll(".defect");
  return cards[Math.min(Math.max(index, 0), cards.length - 1)] ?? byId("main");
}

function lead({ state, made_at: at, documents, chunks, answers_seen: seen }) {
  const text = [
    at ? say("health.lead", { documents: say("release.documents", { count: documents }), chunks: say("release.passages", { count: chunks }), at: moment(at) }) : "",
    state === "making" ? say("health.making") : "",
    at && seen < 100 ? say("health.few_answers", { count: seen }) : "",
  ].filter(Boolean).join(" ");
  if (byId("health-lead").textContent !== text) byId("health-lead").textContent = text;
}

function kinds({ kinds: counts, dismissed }) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tile = (name, count) => element("li", {}, element("button", { class: "tile", type: "button", "data-key": `kind-${name}`, "aria-pressed": String(kind === name), click: () => choose(name) }, element("span", { class: "tile-figure" }, number(count)), element("span", { class: "tile-name" }, name === "" ? say("health.all") : named("health.kind", name))));
  redraw(byId("health-kinds"), [tile("", all), ...Object.entries(counts).filter(([name, count]) => count > 0 || name === kind).map(([name, count]) => tile(name, count))]);
  byId("health-dismissed").parentElement.querySelector("span").textContent = `${say("health.dismissed.show")} (${number(dismissed)})`;
}

function choose(name) {
  kind = kind === name ? "" : name;
  const address = new URL(location.href);
  if (kind) address.searchParams.set("kind", kind);
  else address.searchParams.delete("kind");
  history.replaceState(history.state, "", address);
  load();
}

function promises(list) {
  byId("promises").hidden = list.length === 0;
  const late = list.reduce((sum, { waiting_late: count }) => sum + count, 0);
  byId("promises-count").textContent = late > 0 ? say("health.late", { count: late }) : "";
  byId("promise-rows").replaceChildren(
    ...list.map((one) =>
      element(
        "tr",
        { class: one.waiting_late > 0 ? "fell" : undefined },
        element("th", { scope: "row" }, named("documents.value", one.freshness, one.freshness)),
        ...[
          say("health.hours", { hours: number(one.promised_hours) }),
          `${number(one.documents)} · ${percent(one.share)}`,
          percent(one.planned_share),
          `${number(one.published_in_time)} / ${number(one.published)}`,
          `${number(one.waiting)} (${number(one.waiting_late)})`,
          one.slowest_hours === null ? "–" : say("health.hours", { hours: number(one.slowest_hours, { maximumFractionDigits: 1 }) }),
        ].map((text) => element("td", { class: "figure" }, text)),
      ),
    ),
  );
}

async function dismiss(one) {
  const by = await requireAgent();
  if (by === "") return;
  const why = await askReason({ title: say("health.dismiss"), what: say("health.dismiss.what"), label: say("health.dismiss"), field: say("health.reason") });
  if (why === "") return;
  try {
    await post(`/v1/insights/health/${encodeURIComponent(one.id)}/dismiss`, { why, by });
    toast(say("health.was_dismissed"), { seconds: 8, actions: [{ label: say("feedback.undo"), key: "", run: () => undo(one) }] });
    load();
  } catch (error) {
    toast(error.message, { seconds: 8, kind: "failed" });
  }
}

async function undo(one) {
  try {
    await del(`/v1/insights/health/${encodeURIComponent(one.id)}/dismiss`);
    toast(say("health.counts_again"), { seconds: 4 });
    load();
  } catch (error) {
    toast(error.message, { seconds: 8, kind: "failed" });
  }
}

function move(by) {
  const cards = [...document.querySelectorAll(".defect")];
  const at = cards.indexOf(document.activeElement.closest(".defect"));
  const next = cards[at === -1 ? 0 : at + by];
  next?.focus();
  return next !== undefined;
}

for (const field of byId("health-tools").elements) {
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(load, field.type === "search" ? TYPING_MS : 0);
  });
}
byId("health-tools").addEventListener("submit", (event) => event.preventDefault());
byId("health-more").addEventListener("click", () => load({ more: true }));
const add = (keys, label, run) => shortcut({ group: "health", keys, label, run });
add(["j", "ArrowDown"], say("keys.row.next"), () => move(1));
add(["k", "ArrowUp"], say("keys.row.previous"), () => move(-1));
add(["/", "f"], say("keys.filter"), () => byId("health-search").select());
add(["x"], say("keys.health.dismiss"), () => document.activeElement.closest(".defect")?.querySelector("[data-dismiss]")?.click() ?? false);
load();
