// What a page says in the place of a list: that there is nothing, or why it could not be had.

import { byId, element } from "./elements.js";

/** Says it: a headline, a line where there is more to say, and ways on. `kind`: "" or "failed". */
export function showNotice(kind, headline, line, ...more) {
  const notice = byId("notice");
  notice.className = `notice ${kind}`;
  notice.replaceChildren(element("p", { class: "notice-title" }, headline), line ? element("p", {}, line) : "", ...more);
}
