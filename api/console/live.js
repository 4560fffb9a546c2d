// Steps of cases as they happen, by Server-Sent Events; what was missed meanwhile comes first.
//
// A page that nobody sees listens to nothing: browsers allow six connections to a server, and an
// agent has more tabs open than that. Seen again, it goes on after the last event that it knew.

import { element, byId } from "./elements.js";
import { say } from "./words.js";

const RETRY_MS = [1000, 2000, 5000, 10000, 20000];
const GATHER_MS = 120;
let stream = null;
let last = 0;
let gathered = [];
let failures = 0;
let retry = 0;
let told = () => undefined;
let back = () => undefined;

/**
 * Listens from event `after` on. `onEvents` gets what happened, gathered for a moment; `onBack` is
 * called when the connection stands again after it was lost, or the page is seen again.
 */
export function listen({ after, onEvents, onBack = () => undefined }) {
  last = after;
  told = onEvents;
  back = onBack;
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : goOn()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", ({ persisted }) => persisted && connect());
  if (!document.hidden) connect();
}

/** What is shown is from after this event: nothing up to it needs to be told. */
export function heardUpTo(id) {
  last = Math.max(last, id);
}

async function goOn() {
  await back();
  if (!document.hidden) connect();
}

function connect() {
  close();
  stream = new EventSource(`/v1/handoffs/events?after=${last}`);
  stream.addEventListener("open", opened);
  stream.addEventListener("case", ({ data }) => {
    const event = JSON.parse(data);
    if (event.id <= last) return;
    last = event.id;
    if (gathered.length === 0) setTimeout(pass, GATHER_MS);
    gathered.push(event);
  });
  stream.addEventListener("error", lost);
}

function opened() {
  const wasLost = failures > 0;
  failures = 0;
  show("live", say("live.on"));
  if (wasLost) back();
}

function lost() {
  close();
  const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
  failures += 1;
  show("lost", say("live.lost"));
  retry = setTimeout(connect, wait);
}

function close() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

function pass() {
  const events = gathered;
  gathered = [];
  told(events);
}

function show(state, text) {
  const line = byId("live");
  if (line.dataset.state === state) return;
  line.dataset.state = state;
  line.replaceChildren(element("span", { class: "live-dot", "aria-hidden": "true" }), text);
}
