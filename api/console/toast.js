// A short message at the foot of the page, with a way to take back what it tells of.

import { byId, element } from "./elements.js";

const SECONDS = 2;
let timer = 0;
let left = () => undefined;

/**
 * Shows a message. With `actions` ({label, key, run}) it stays while the pointer or the keyboard is
 * on it. `done` is called once when it goes away by itself or another message takes its place.
 */
export function toast(message, { actions = [], seconds = SECONDS, kind = "", done = () => undefined } = {}) {
  dismiss();
  const box = byId("toast");
  // beside an open panel the page is inert, to a screen reader too: what failed there is told in it;
  // what was done closes the panel and outlives it
  ((kind === "failed" && document.querySelector("dialog:modal")) || document.body).append(box);
  left = done;
  byId("toast-text").textContent = message;
  byId("toast-actions").replaceChildren(...actions.map(button));
  box.className = `toast ${kind}`;
  box.hidden = false;
  const start = () => {
    clearTimeout(timer);
    if (seconds !== Infinity) timer = setTimeout(dismiss, seconds * 1000);
  };
  box.onpointerenter = box.onfocusin = () => clearTimeout(timer);
  box.onpointerleave = box.onfocusout = start;
  start();
}

/** Takes the message away; what waited for that happens now. */
export function dismiss() {
  clearTimeout(timer);
  byId("toast").hidden = true;
  const finished = left;
  left = () => undefined;
  finished();
}

/** Takes the message away, and what waited for that does not happen. */
export function retract() {
  left = () => undefined;
  dismiss();
}

function button({ label, key, run }) {
  return element(
    "button",
    { type: "button", "aria-keyshortcuts": key, click: run },
    label,
    key ? element("kbd", { "aria-hidden": "true" }, key) : null,
  );
}
