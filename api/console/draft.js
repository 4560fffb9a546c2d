// The agent's own draft, checked while it is written: hints with their reasons; none stops sending.

import { post } from "/console/api.js";
import { byId, element, toast } from "/console/elements.js";

const PAUSE_MS = 350;
const SEVERITIES = { error: "Error", warning: "Warning", hint: "Hint" };
const KINDS = {
  informal_address: "form of address",
  over_promise: "promise",
  avoided_wording: "wording",
  number_not_in_source: "number",
  unit_not_in_source: "unit",
  date_not_in_source: "date",
  identifier_not_in_source: "identifier",
  missing_notice: "notice missing",
  wrong_language: "language",
  personal_email: "personal data",
  personal_phone: "personal data",
  personal_iban: "personal data",
  personal_card: "personal data",
  forbidden_term: "term",
  internal_text: "internal",
  internal_identifier: "internal",
};

const box = byId("draft");
const field = byId("draft-text");
const list = byId("draft-hints");
const state = byId("draft-state");
let citations = [];
let context = () => ({});
let opener = null;
let timer = 0;
let checking = null;

/** Wires the box up; `about` gives question, language and market as they are chosen now. */
export function setUpDraft(about, copy) {
  context = about;
  field.addEventListener("input", () => {
    grow();
    checkSoon();
  });
  byId("draft-copy").addEventListener("click", () => copy(field.value));
  byId("draft-close").addEventListener("click", closeDraft);
  byId("draft-write").addEventListener("click", () => openDraft("", []));
  for (const id of ["language", "market", "question"]) {
    byId(id).addEventListener("change", () => {
      if (!box.hidden) checkSoon();
    });
  }
}

/** Opens the box with a text to edit and the sources it rests on; keeps what was begun. */
export function openDraft(text, sources) {
  opener = document.activeElement;
  box.hidden = false;
  if (text !== "") {
    field.value = text;
    citations = sources;
  }
  grow();
  field.focus();
  field.setSelectionRange(0, 0);
  box.scrollIntoView({ block: "nearest" });
  check();
}

function closeDraft() {
  stop();
  box.hidden = true;
  field.value = "";
  citations = [];
  list.replaceChildren();
  say("");
  if (opener?.isConnected) opener.focus();
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
    say("");
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
    say(`Not checked: ${error.message}`);
  }
}

function show(text, hints) {
  const characters = Array.from(text);
  list.replaceChildren(...hints.map((hint) => hintItem(characters, hint)));
  list.removeAttribute("aria-busy");
  say(summary(hints));
}

function hintItem(characters, hint) {
  const before = characters.slice(0, hint.start).join("").length;
  const words = characters.slice(hint.start, hint.end).join("");
  const after = before + words.length;
  const label = `${SEVERITIES[hint.severity] ?? hint.severity}, ${KINDS[hint.code] ?? hint.code}`;
  return element(
    "li",
    { class: `hint ${hint.severity}` },
    element(
      "button",
      { class: "hint-place", type: "button", click: () => mark(before, after) },
      element("span", { class: "hint-kind" }, label),
      words.trim() ? element("q", { class: "hint-words", dir: "auto" }, shortened(words)) : null,
      element("span", { class: "hint-reason" }, hint.reason),
    ),
    hint.suggestion ? suggestionButton(hint, before, after) : null,
  );
}

function suggestionButton({ suggestion, start, end }, before, after) {
  const told = start === end ? "Add: " : "Use: ";
  return element(
    "button",
    { class: "button hint-use", type: "button", click: () => use(suggestion, before, after) },
    told,
    element("bdi", {}, shortened(suggestion)),
  );
}

function shortened(text) {
  const characters = Array.from(text);
  return characters.length > 120 ? `${characters.slice(0, 119).join("")}…` : text;
}

function mark(start, end) {
  field.focus();
  field.setSelectionRange(start, end);
}

function use(suggestion, start, end) {
  const inserted = start === end && start > 0 ? `\n\n${suggestion}` : suggestion;
  field.setRangeText(inserted, start, end, "end");
  field.focus();
  grow();
  toast(start === end ? "Added" : "Replaced");
  check();
}

function summary(hints) {
  if (hints.length === 0) return "No hints";
  const counted = Object.keys(SEVERITIES)
    .map((severity) => [severity, hints.filter((hint) => hint.severity === severity).length])
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? "" : "s"}`);
  return counted.join(", ");
}

// a live region speaks when its text changes; the same words again would be noise
function say(text) {
  if (state.textContent !== text) state.textContent = text;
}

function grow() {
  field.style.setProperty("height", "auto");
  field.style.setProperty("height", `${field.scrollHeight + 2}px`);
}
