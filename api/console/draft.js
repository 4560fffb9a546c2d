// The reply box: what the agent writes, checked while it is written; no hint stops sending.

import { post } from "./api.js";
import { byId } from "./elements.js";
import { hintItem } from "./hints.js";
import { listed, named, say } from "./words.js";

const PAUSE_MS = 350;
const SEVERITIES = ["error", "warning", "hint"];

const box = byId("draft");
const field = byId("draft-text");
const list = byId("draft-hints");
const state = byId("draft-state");
let citations = [];
let source = "";
let context = () => ({});
let changed = () => undefined;
let timer = 0;
let checking = null;

/**
 * Wires the box up. `about` gives question, language and market as they are now; the box asks anew
 * when one of the fields `watched` changes. `onChange` is called with the text whenever it changes.
 */
export function setUpDraft({ about, copy, watched = [], onChange = () => undefined }) {
  context = about;
  changed = onChange;
  field.addEventListener("input", () => {
    settle();
    checkSoon();
  });
  byId("draft-copy").addEventListener("click", () => copy(field.value));
  byId("draft-clear").addEventListener("click", clearDraft);
  byId("draft-close")?.addEventListener("click", closeDraft);
  byId("draft-open")?.addEventListener("click", () => focusDraft());
  for (const one of watched) one.addEventListener("change", checkSoon);
}

/** Puts a suggestion into the box: instead of what stands there if that was one unchanged, else below. */
export function insertDraft(text, { sources = [], replyId = "" } = {}) {
  const kept = field.value.trim() === "" || field.value === field.dataset.inserted ? "" : field.value.trimEnd();
  citations = kept ? [...citations, ...sources] : sources;
  source = replyId;
  // a box that is not shown yet takes no focus
  box.classList.add("open");
  // through the field's own editing, so that the browser's undo knows it
  field.focus();
  field.select();
  document.execCommand("insertText", false, kept ? `${kept}\n\n${text}` : text);
  field.dataset.inserted = kept ? "" : field.value;
  focusDraft(kept ? kept.length + 2 : 0);
  check();
}

/** What stands in the box, and the suggestion that was inserted last. */
export function drafted() {
  return { text: field.value, replyId: source };
}

/** Takes the agent to the box. */
export function focusDraft(at = null) {
  box.classList.add("open");
  settle();
  field.focus();
  if (at !== null) field.setSelectionRange(at, at);
}

/** Empties the box. */
export function clearDraft() {
  stop();
  field.value = "";
  field.dataset.inserted = "";
  citations = [];
  source = "";
  list.replaceChildren();
  tell("");
  settle();
}

/** On a narrow screen the box goes away; what stands in it stays. False where it was not open. */
export function closeDraft() {
  if (!box.classList.contains("open")) return false;
  box.classList.remove("open");
  if (document.activeElement === field) field.blur();
  return true;
}

function stop() {
  clearTimeout(timer);
  checking?.abort();
  checking = null;
}

function checkSoon() {
  stop();
  // places may be wrong by now: they are shown again in a moment
  list.setAttribute("aria-busy", "true");
  timer = setTimeout(check, PAUSE_MS);
}

async function check() {
  stop();
  const text = field.value;
  if (text.trim() === "") {
    list.replaceChildren();
    list.removeAttribute("aria-busy");
    tell("");
    return;
  }
  checking = new AbortController();
  const { signal } = checking;
  try {
    const { hints } = await post("/v1/replies/lint", { text, ...context(), citations }, signal);
    if (!signal.aborted) show(text, hints);
  } catch (error) {
    if (error.name === "AbortError") return;
    list.replaceChildren();
    list.removeAttribute("aria-busy");
    tell(say("draft.not_checked", { message: error.message }));
  }
}

function show(text, hints) {
  const characters = Array.from(text);
  list.replaceChildren(...hints.map((hint) => hintItem(characters, hint, { mark, use })));
  list.removeAttribute("aria-busy");
  tell(summary(hints));
}

function mark(start, end) {
  field.focus();
  field.setSelectionRange(start, end);
}

function use(suggestion, start, end) {
  const inserted = start === end && start > 0 ? `\n\n${suggestion}` : suggestion;
  field.setRangeText(inserted, start, end, "end");
  field.focus();
  settle();
  check();
}

function summary(hints) {
  if (hints.length === 0) return say("draft.no_hints");
  const counted = SEVERITIES.map((severity) => [severity, hints.filter((hint) => hint.severity === severity).length]);
  return listed(counted.filter(([, count]) => count > 0).map(([severity, count]) => named("draft.count", severity, severity, { count })), "unit");
}

// a live region speaks when its text changes; the same words again would be noise
function tell(text) {
  if (state.textContent !== text) state.textContent = text;
}

/** The box as high as its text, and its buttons as they can be used. */
function settle() {
  const isEmpty = field.value.trim() === "";
  byId("draft-copy").disabled = isEmpty;
  byId("draft-clear").disabled = field.value === "";
  changed(field.value);
  field.style.setProperty("height", "auto");
  field.style.setProperty("height", `${field.scrollHeight + 2}px`);
}
