// The releases that are kept, one a row, and every publication that ever was.

import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { moment, named, number, say } from "./words.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
const TONES = { live: "tag-high", candidate: "tag-accent", damaged: "tag-low" };

/** 123456 → 123 kB */
export function bytes(count) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(count, 1)) / 3));
  return number(count / 1000 ** step, { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumSignificantDigits: 3 });
}

/** The tag of a release's state. */
export function stateTag(state) {
  return element("span", { class: `tag ${TONES[state] ?? ""}` }, named("releases.state", state));
}

/** Draws the list. */
export function showRows(releases, { chosen, choose }) {
  const rows = byId("release-rows");
  redraw(rows, releases.map((one) => row(one, { chosen, choose })));
}

function row(one, { chosen, choose }) {
  const built = one.built_at ? moment(one.built_at) : one.release;
  return element(
    "li",
    { class: one.current ? "release-live" : undefined },
    element(
      "button",
      { class: "row", type: "button", "data-key": one.release, "aria-current": String(one.release === chosen), tabindex: one.release === chosen ? 0 : -1, click: () => choose(one.release) },
      element("span", { class: "row-line" }, element("span", { class: "row-title" }, built), stateTag(one.state)),
      element(
        "span",
        { class: "row-line" },
        ...(one.problem ? [] : [element("span", {}, say("release.documents", { count: one.documents })), element("span", {}, say("release.passages", { count: one.chunks }))]),
        element("span", {}, bytes(one.size_bytes)),
      ),
    ),
  );
}

/** Draws the history, the latest first. */
export function showHistory(publications) {
  byId("history").hidden = publications.length === 0;
  byId("history-count").textContent = number(publications.length);
  byId("history-rows").replaceChildren(...publications.map(publication));
}

function publication({ at, kind, to_release: to, by, forced, reason, verdict }) {
  const why = [reason ? element("span", { dir: "auto" }, forced ? say("releases.forced", { reason }) : reason) : "", verdict ? element("span", { lang: "en" }, verdict) : ""].filter(Boolean);
  return element(
    "tr",
    {},
    element("td", {}, moment(at)),
    element("td", {}, named("releases.kind", kind)),
    element("td", {}, element("bdi", { class: "path" }, to)),
    element("td", {}, element("bdi", {}, by || "–")),
    element("td", {}, ...why.flatMap((part, at) => (at > 0 ? [" · ", part] : [part])), why.length === 0 ? "–" : ""),
  );
}
