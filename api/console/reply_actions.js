// What an agent does with a suggested reply: puts it into the box, copies it, judges it in one key.

import { copied } from "./clipboard.js";
import { drafted, insertDraft } from "./draft.js";
import { byId } from "./elements.js";
import { askWhatIsWrong, giveFeedback } from "./feedback.js";
import { openSource } from "./source.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

/** What a card's buttons do, by their names. */
export const replyActions = { open: openSource, insert, copy: ({ text }) => copyText(text), right, edited, wrong };

/** Puts a text on the clipboard, and says whether that worked. */
export async function copyText(text) {
  if (await copied(text)) toast(say("ask.copied"));
  else toast(say("ask.not_copied"), { seconds: 4 });
}

function insert({ id, text, citations }) {
  insertDraft(text, { sources: citations, replyId: id });
}

function right({ id }) {
  giveFeedback({ reply_id: id, verdict: "right" }, stateOf(id));
}

function edited({ id, text: suggestion }) {
  const { text } = drafted();
  if (text.trim() === "" || text.trim() === suggestion.trim()) {
    toast(say(text.trim() === "" ? "feedback.empty" : "feedback.unchanged"), { seconds: 4 });
    return;
  }
  giveFeedback({ reply_id: id, verdict: "edited", text }, stateOf(id));
}

async function wrong({ id }) {
  const answer = await askWhatIsWrong();
  if (answer) giveFeedback({ reply_id: id, verdict: "wrong", ...answer }, stateOf(id));
}

/** Draws on a reply's card what became of its feedback; the card may have been drawn anew since. */
function stateOf(id) {
  return (state, message = "") => {
    const line = byId("replies").querySelector(`[data-reply="${CSS.escape(id)}"] .card-state`);
    if (!line) return;
    line.className = `card-state ${state}`;
    line.textContent = message;
    line.hidden = message === "";
  };
}
