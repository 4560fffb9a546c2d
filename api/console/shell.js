// What every page of the console has: views, language, theme, agent, keys, the release and its making.

import { setUpAccount } from "./account.js";
import { setUpAgent } from "./agent.js";
import { get } from "./api.js";
import { byId } from "./elements.js";
import { setUpKeys, shortcut } from "./keys.js";
import { setUpReindex } from "./reindex.js";
import { recall } from "./remembered.js";
import { setUpTheme } from "./theme.js";
import { moment, say } from "./words.js";

const LOOK_MS = 30_000;
const address = new URL(location.href);
const listeners = [];
let known = "";

/** Is called when another release answers than the one that was shown; somebody else may publish. */
export function onRelease(listener) {
  listeners.push(listener);
}

/** Shows what the published release holds. */
export async function showRelease() {
  const line = byId("release");
  try {
    const release = await get("/v1/releases/current", undefined, { background: true });
    const documents = say("release.documents", { count: release.documents });
    const passages = say("release.passages", { count: release.chunks });
    const standsIn = release.problem ? `${say("release.stands_in")} · ` : "";
    if (known !== "" && known !== release.release) for (const listener of listeners) listener();
    known = release.release;
    const text = `${standsIn}${documents} · ${passages} · ${moment(release.built_at)}`;
    tell(line, text, Boolean(release.problem));
  } catch (error) {
    tell(line, error.status === 503 ? say("release.none") : error.message, error.status !== 503);
  }
}

/** Writes only what is new: the line is read out when it changes. */
function tell(line, text, problem) {
  line.classList.toggle("problem", problem);
  if (line.textContent !== text) line.textContent = line.title = text;
}

function aim(link) {
  const other = new URL(location.href);
  other.searchParams.set("lang", link.dataset.language);
  link.href = other.pathname + other.search;
}

function setUpViews() {
  for (const link of document.querySelectorAll(".bar-views [data-view]")) {
    const { view } = link.dataset;
    const key = link.getAttribute("aria-keyshortcuts");
    // back to the queue as it was filtered; within it, to all of it
    if (view === "queue" && !document.body.classList.contains("view-queue")) link.search = recall("queue", { forTab: true });
    shortcut({ keys: [key], label: link.textContent, group: "everywhere", run: () => link.click() });
  }
}

// the choice is in a cookie by now: the address stays the view's own
if (address.searchParams.has("lang")) {
  address.searchParams.delete("lang");
  history.replaceState(history.state, "", address);
}
for (const link of document.querySelectorAll("[data-language]")) {
  // where it leads is known when it is pressed: filters come into the address later
  for (const event of ["pointerdown", "focus"]) link.addEventListener(event, () => aim(link));
  aim(link);
}
setUpKeys();
setUpViews();
setUpTheme();
setUpAgent();
setUpAccount();
setUpReindex(showRelease);
showRelease();
setInterval(() => document.hidden || showRelease(), LOOK_MS);
document.addEventListener("visibilitychange", () => document.hidden || showRelease());
