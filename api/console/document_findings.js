// What was found in a document, and the editor's word that it is in order.

import { requireAgent } from "./agent.js";
import { get, send } from "./api.js";
import { routeOf } from "./document_detail.js";
import { element } from "./elements.js";
import { askReason } from "./reason.js";
import { toast } from "./toast.js";
import { named, say } from "./words.js";

/** The panel of a document's findings, as its newest build saw them. */
export async function findingsPanel(one, { signal, changed }) {
  const { documents } = await get(`/v1/findings?path=${encodeURIComponent(one.path)}`, signal);
  const found = documents.find(({ path }) => path === one.path);
  if (found === undefined || found.findings.length === 0) return element("p", { class: "muted" }, say("documents.findings.none"));
  const open = found.findings.filter(({ accepted }) => !accepted);
  const stale = found.sha256 !== one.sha256;
  const accept = () => acceptFindings(one, [...new Set(open.map(({ kind }) => kind))], changed);
  return [
    found.held ? element("p", { class: "verdict verdict-refused" }, say("documents.findings.held")) : "",
    stale ? element("p", { class: "muted" }, say("documents.findings.stale")) : "",
    element("ul", { class: "change-list" }, ...found.findings.map(line)),
    open.length > 0 && !stale ? element("div", { class: "actions" }, element("button", { class: "button", type: "button", click: accept }, say("documents.findings.accept"))) : "",
  ].filter(Boolean);
}

function line({ kind, severity, page, place, excerpt, accepted }) {
  const where = [page === null ? "" : say("releases.diff.page", { page }), place].filter(Boolean).join(" · ");
  return element(
    "li",
    {},
    element(
      "span",
      { class: "change-head" },
      element("span", { class: `tag ${severity === "quarantine" ? "tag-low" : "tag-medium"}` }, named("finding", kind, kind)),
      accepted ? element("span", { class: "tag tag-high" }, say("documents.findings.accepted")) : "",
      element("span", { class: "change-place" }, where),
    ),
    element("p", { class: "change-text", dir: "auto" }, excerpt),
  );
}

async function acceptFindings(one, kinds, changed) {
  const by = await requireAgent();
  if (by === "") return;
  const why = await askReason({ title: say("documents.findings.accept"), what: say("documents.findings.accept.what"), label: say("documents.findings.accept"), field: say("documents.findings.reason") });
  if (why === "") return;
  try {
    await send("POST", routeOf(one, "/accept-findings"), { json: { by, why, kinds, seen: one.sha256 } });
    toast(say("documents.findings.were_accepted"), { seconds: 6 });
    changed({});
  } catch (error) {
    toast(error.message, { seconds: 10, kind: "failed" });
  }
}
