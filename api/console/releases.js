// Releases: what is kept, what a candidate would change, publishing, and the way back.

import "./shell.js";
import { requireAgent } from "./agent.js";
import { get, post } from "./api.js";
import { announce, byId, element } from "./elements.js";
import { shortcut } from "./keys.js";
import { showNotice } from "./notice.js";
import { followBuild, setUpBuild, startBuild } from "./release_build.js";
import { checked } from "./release_checks.js";
import { showHistory, showRows } from "./release_list.js";
import { lookAtGate, showDetail, turnTab } from "./release_detail.js";
import { askReason } from "./reason.js";
import { onRelease, showRelease } from "./shell.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const notice = byId("notice");
let found = { current: null, releases: [], publications: [] };
/** The release on its way to be published; "" where none is. */
let publishing = "";
/** The last build came to nothing: why stays to be read until the next one. */
let failed = false;
let chosen = decodeURIComponent(location.hash.slice(1));

async function load({ choose = "" } = {}) {
  try {
    found = await get("/v1/releases");
  } catch (error) {
    showNotice("failed", say("releases.failed"), error.message, element("button", { class: "button", type: "button", click: () => load() }, say("ask.again")));
    return;
  }
  if (choose) chosen = choose;
  if (!found.releases.some(({ release }) => release === chosen)) {
    // a candidate is what one came for; without one the live release
    chosen = (found.releases.find(({ state }) => state === "candidate") ?? found.releases.find(({ current }) => current) ?? found.releases[0])?.release ?? "";
  }
  show();
}

function show() {
  byId("releases").hidden = found.releases.length === 0;
  if (found.releases.length === 0) {
    showNotice("", say("releases.none"), say("releases.none.what"));
  } else {
    if (!failed) notice.replaceChildren();
    showRows(found.releases, { chosen, choose });
    showDetail(current(), { live: found.current, publishing, publish, rollBack });
  }
  showHistory(found.publications);
}

function current() {
  return found.releases.find(({ release }) => release === chosen);
}

function choose(release) {
  chosen = release;
  history.replaceState(history.state, "", `#${encodeURIComponent(release)}`);
  show();
}

function move(by) {
  const at = found.releases.findIndex(({ release }) => release === chosen) + by;
  if (found.releases[at] === undefined) return false;
  choose(found.releases[at].release);
  byId("release-rows").querySelector("[aria-current=true]").focus();
  return true;
}

async function publish(release, { force = false, reason = "" } = {}) {
  const by = await requireAgent();
  if (by === "" || publishing !== "") return;
  publishing = release;
  show();
  try {
    if (!force && !(await checked(release, { begun: lookAtGate }))) return;
    published(say("releases.published"), await post(`/v1/releases/${encodeURIComponent(release)}/publish`, { by, force, reason }));
  } catch (error) {
    publishing = "";
    if (error.code === "publish-refused" && !force) {
      const why = await askReason({ title: say("releases.refused"), what: error.detail || error.message, label: say("releases.force"), field: say("releases.reason"), note: say("releases.reason.kept"), isGrave: true, lang: error.detail ? "en" : "" });
      if (why !== "") await publish(release, { force: true, reason: why });
      return;
    }
    toast(error.message, { seconds: 10, kind: "failed" });
    load(); // somebody may have been quicker
  } finally {
    publishing = "";
    show();
  }
}

async function rollBack(release) {
  const by = await requireAgent();
  if (by === "") return;
  try {
    published(say("releases.rolled_back"), await post("/v1/releases/rollback", { release, by, reason: "" }));
  } catch (error) {
    toast(error.message, { seconds: 10, kind: "failed" });
    load();
  }
}

/** Tells it, with the way back: the release that answered until now. */
function published(message, { from_release: before, to_release: release }) {
  showRelease();
  load({ choose: release });
  announce(message);
  const undo = { label: say("releases.back"), key: "u", run: () => rollBack(before) };
  toast(message, { seconds: 12, actions: before && before !== release ? [undo] : [] });
}

async function prune() {
  try {
    const { deleted } = await post("/v1/releases/prune");
    toast(say("releases.pruned", { count: deleted.length }), { seconds: 4 });
    load();
  } catch (error) {
    toast(error.message, { seconds: 8, kind: "failed" });
  }
}

async function build() {
  const by = await requireAgent();
  failed = false;
  if (by !== "") startBuild({ by });
}

/** A build has ended: with a release to look at, or with a reason why there is none. */
function ended({ state, report, error }) {
  if (state === "done" || state === "refused") {
    const release = report?.release ?? "";
    load({ choose: release });
    showRelease();
    toast(say(report?.published ? "releases.published" : "releases.built"), { seconds: 6 });
    return;
  }
  if (state === "cancelled") toast(say("reindex.cancelled"), { seconds: 4 });
  else {
    failed = true;
    showNotice("failed", say("reindex.failed"), error ?? say("reindex.broken"));
  }
}

function publishCurrent() {
  const one = current();
  if (!one || one.state !== "candidate") return false;
  publish(one.release);
  return true;
}

const add = (keys, label, run) => shortcut({ group: "releases", keys, label, run });
add(["j", "ArrowDown"], say("keys.row.next"), () => move(1));
add(["k", "ArrowUp"], say("keys.row.previous"), () => move(-1));
add(["b"], say("keys.releases.build"), build);
add(["p"], say("keys.releases.publish"), publishCurrent);
add(["u"], say("releases.back"), () => document.querySelector("#toast:not([hidden]) [aria-keyshortcuts=u]")?.click() ?? false);
add(["]"], say("keys.tab.next"), () => turnTab(1));
add(["["], say("keys.tab.previous"), () => turnTab(-1));
byId("build").addEventListener("click", build);
byId("prune").addEventListener("click", prune);
onRelease(() => publishing !== "" || load());
setUpBuild(ended);
followBuild();
load();
