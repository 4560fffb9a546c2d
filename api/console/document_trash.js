// What was replaced, moved or deleted lately, and can be taken back.

import { get } from "./api.js";
import { line } from "./document_history.js";
import { byId, element } from "./elements.js";
import { say } from "./words.js";

/** Wires the button; `changed` is called when something was taken back. */
export function setUpTrash(changed) {
  byId("trash").addEventListener("click", async () => {
    byId("trash-panel").showModal();
    const done = (what) => {
      byId("trash-panel").close();
      changed(what);
    };
    try {
      const { trash } = await get("/v1/documents-trash?audience=agent");
      byId("trash-body").replaceChildren(trash.length === 0 ? element("p", { class: "muted" }, say("documents.trash.none")) : element("ol", { class: "change-list" }, ...trash.map((one) => line(one, done))));
    } catch (error) {
      byId("trash-body").replaceChildren(element("p", { class: "notice failed" }, error.message));
    }
  });
}
