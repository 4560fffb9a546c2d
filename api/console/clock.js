// The server's clock, and how long is left by it: every clock of the page ticks here.

import { element } from "./elements.js";
import { moment, named, number, say } from "./words.js";

const SOON_SECONDS = 15 * 60;
const TICKING_SECONDS = 10 * 60;
const LENGTHS = [["day", 86400], ["hour", 3600], ["minute", 60]];
let aheadMs = 0;
let ticking = 0;

/** Sets the clock by the server's `now`; this machine's may be wrong. */
export function setClock(iso) {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) aheadMs = at - Date.now();
}

/** Milliseconds since 1970, as the server counts them. */
export function serverNow() {
  return Date.now() + aheadMs;
}

/** Seconds since an ISO time, by the server's clock. */
export function secondsSince(iso) {
  return (serverNow() - Date.parse(iso)) / 1000;
}

/** A clock that counts down to `due` and then up; `what` says to what: first_reply, resolution, legal_step. */
export function countdown(due, what) {
  const clock = element(
    "time",
    { class: "left", datetime: due, "data-due": due, "data-what": what, title: say("time.due", { what: named("due", what), moment: moment(due) }) },
    element("span", { class: "left-time" }),
    element("span", { class: "left-what" }),
  );
  tick(clock);
  ticking ||= setInterval(tickAll, 1000);
  return clock;
}

/** Seconds as the two largest units: 2 hr 5 min; 9:07 where it is near. */
export function duration(seconds) {
  const whole = Math.floor(seconds);
  if (whole < TICKING_SECONDS) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  const at = LENGTHS.findIndex(([, length]) => whole >= length);
  const [unit, length] = LENGTHS[at];
  const [nextUnit, nextLength] = LENGTHS[at + 1] ?? ["", 1];
  const rest = nextUnit === "" ? 0 : Math.floor((whole % length) / nextLength);
  const first = counted(Math.floor(whole / length), unit);
  return rest === 0 ? first : `${first} ${counted(rest, nextUnit)}`;
}

function counted(count, unit) {
  return number(count, { style: "unit", unit, unitDisplay: "short" });
}

function tickAll() {
  const clocks = document.querySelectorAll("[data-due]");
  for (const clock of clocks) tick(clock);
}

function tick(clock) {
  const left = -secondsSince(clock.dataset.due);
  const what = named("due", clock.dataset.what);
  const [time, note] = clock.children;
  const isLate = left <= 0;
  write(time, isLate ? say("time.late", { time: duration(-left) }) : duration(left));
  write(note, isLate ? what : say("time.until", { what }));
  clock.classList.toggle("late", isLate);
  clock.classList.toggle("soon", !isLate && left < SOON_SECONDS);
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
