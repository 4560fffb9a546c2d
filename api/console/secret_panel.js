// What is shown once: a key or a sign-in link, with what to do with it. Closed, nothing of it is left.

import { copied } from "./clipboard.js";
import { byId } from "./elements.js";
import { say } from "./words.js";

let taken = false;

/** Wires the panel. */
export function setUpSecret() {
  const panel = byId("secret-panel");
  byId("secret-copy").addEventListener("click", () => copy(byId("secret-text").value));
  byId("secret-copy-code").addEventListener("click", () => copy(byId("secret-code").textContent));
  byId("secret-text").addEventListener("copy", () => (taken = true));
  byId("secret-text").addEventListener("focus", ({ target }) => target.select());
  panel.addEventListener("cancel", (event) => {
    // an Escape too many would lose what nobody can show again
    if (taken) return;
    event.preventDefault();
    taken = true;
    byId("secret-said").textContent = say("admin.secret.not_yet");
  });
  panel.addEventListener("close", () => {
    byId("secret-text").value = "";
    byId("secret-code").textContent = "";
    byId("secret-said").textContent = "";
    // what it was asked for with is gone: on to what it is for
    if (document.activeElement === document.body) document.querySelector(".two:not([hidden]) [aria-current=true]")?.focus();
  });
}

/**
 * Shows it until it is closed. `use`: what the second text is for, `code`: that text.
 */
export function showSecret({ title, what, label, text, use = "", code = "" }) {
  taken = false;
  byId("secret-title").textContent = title;
  byId("secret-what").textContent = what;
  byId("secret-label").textContent = label;
  byId("secret-text").value = text;
  byId("secret-use").hidden = code === "";
  byId("secret-use-label").textContent = use;
  byId("secret-code").textContent = code;
  byId("secret-said").textContent = "";
  byId("secret-panel").showModal();
  byId("secret-copy").focus();
}

async function copy(text) {
  const done = await copied(text);
  taken ||= done;
  byId("secret-said").textContent = say(done ? "ask.copied" : "ask.not_copied");
  if (!done) byId("secret-text").select();
}
