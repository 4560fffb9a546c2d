// The question and what narrows it; both outlive a change of the view or the language.

import { byId } from "./elements.js";
import { keep, recall } from "./remembered.js";

const question = byId("question");
const chosen = ["language", "market", "product", "audience"].map(byId);

/** The fields whose change calls for another look at a draft. */
export const fields = [question, ...chosen.slice(0, 2)];

/** Wires the box; `ask` is called when Enter is pressed in it. */
export function setUpQuestion(ask) {
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    ask();
  });
  question.addEventListener("input", () => {
    grow();
    remember(false);
  });
}

/** What the API is asked; null while the box is empty. */
export function asked() {
  const text = question.value.trim();
  if (text === "") return null;
  return { question: text, ...Object.fromEntries(chosen.map(({ name, value }) => [name, value || null])) };
}

/** What a draft is held against. */
export function answered() {
  const [language, market] = chosen;
  return { question: question.value.trim(), language: language.value || null, market: market.value || null };
}

/** Keeps all of it for this tab; `isAsked`: its replies are shown. */
export function remember(isAsked) {
  const values = Object.fromEntries([question, ...chosen].map(({ name, value }) => [name, value]));
  keep("ask", question.value === "" ? "" : JSON.stringify({ ...values, isAsked }), { forTab: true });
}

/** Puts back what was kept; whether its replies were shown. */
export function restore() {
  const kept = recall("ask", { forTab: true });
  if (kept === "") return false;
  const { isAsked, ...values } = JSON.parse(kept);
  for (const field of [question, ...chosen]) {
    field.value = values[field.name] ?? "";
    if (field.selectedIndex === -1) field.selectedIndex = 0;
  }
  grow();
  return isAsked;
}

/** Takes the agent there, all that stands in it marked. */
export function toQuestion() {
  question.focus();
  question.select();
}

function grow() {
  question.style.setProperty("height", "auto");
  question.style.setProperty("height", `${question.scrollHeight}px`);
}
