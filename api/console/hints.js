// One hint at a draft: what it is about, where it stands, why, and what could stand there instead.

import { element } from "./elements.js";
import { hintInWords } from "./said.js";
import { named, say } from "./words.js";

const LONGEST = 120;

/** A hint as a list item. `actions` has mark(start, end) and use(suggestion, start, end), in UTF-16. */
export function hintItem(characters, hint, actions) {
  const before = characters.slice(0, hint.start).join("").length;
  const words = characters.slice(hint.start, hint.end).join("");
  const after = before + words.length;
  const { text, language, detail } = hintInWords(hint);
  const label = say("hint.label", { severity: named("hint.severity", hint.severity), kind: named("hint.kind", hint.code) });
  return element(
    "li",
    { class: `hint ${hint.severity}` },
    element(
      "button",
      { class: "hint-place", type: "button", click: () => actions.mark(before, after) },
      element("span", { class: "hint-kind" }, label),
      words.trim() ? element("q", { class: "hint-words", dir: "auto" }, shortened(words)) : null,
      element("span", { class: "hint-reason", lang: language }, text),
      detail ? element("span", { class: "hint-reason", lang: "en" }, detail) : null,
    ),
    hint.suggestion ? suggestionButton(hint, before, after, actions) : null,
  );
}

function suggestionButton({ suggestion, start, end }, before, after, actions) {
  return element(
    "button",
    { class: "button hint-use", type: "button", click: () => actions.use(suggestion, before, after) },
    start === end ? say("hint.add") : say("hint.use"),
    " ",
    element("bdi", {}, shortened(suggestion)),
  );
}

function shortened(text) {
  const characters = Array.from(text);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : text;
}
