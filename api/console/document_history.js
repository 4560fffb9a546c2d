// What was done to a document, by whom, and what of it can be taken back.

import { requireAgent } from "./agent.js";
import { get, post } from "./api.js";
import { element } from "./elements.js";
import { toast } from "./toast.js";
import { moment, named, say } from "./words.js";

/** The panel of a document's edits. */
export async function historyPanel({ path }, { signal, changed }) {
  const { edits } = await get(`/v1/documents-edits?audience=agent&path=${encodeURIComponent(path)}`, signal);
  if (edits.length === 0) return element("p", { class: "muted" }, say("documents.history.none"));
  return element("ol", { class: "change-list" }, ...edits.map((edit) => line(edit, changed)));
}

/** One edit, with its button where it can be taken back. */
export function line({ at, by, action, path, to, note, undo, id, until }, changed) {
  const back = undo ?? id;
  return element(
    "li",
    {},
    element(
      "span",
      { class: "change-head" },
      element("strong", {}, named("documents.action", action, action)),
      element("span", { class: "muted" }, moment(at)),
      element("bdi", {}, by),
      until ? element("span", { class: "muted" }, say("documents.trash.until", { at: moment(until) })) : "",
      back ? element("button", { class: "button", type: "button", click: () => takeEditBack(back, changed) }, say("documents.take_back")) : "",
    ),
    element("span", { class: "path" }, to && to !== path ? `${path} → ${to}` : path),
    note ? element("span", { class: "muted", lang: "en" }, ` ${note}`) : "",
  );
}

/** Makes all files of an edit as they were before it. */
export async function takeEditBack(id, changed) {
  const by = await requireAgent();
  if (by === "") return;
  try {
    const edit = await post(`/v1/documents-trash/${encodeURIComponent(id)}/restore`, { by });
    toast(say("documents.taken_back"), { seconds: 4 });
    changed({ path: edit.to || edit.path });
  } catch (error) {
    toast(error.message, { seconds: 10, kind: "failed" });
  }
}
