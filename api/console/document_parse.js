// A page as the engine sees it: blocks and what is found together, over the page's picture.

import { get } from "./api.js";
import { routeOf } from "./document_detail.js";
import { announce, byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { toast } from "./toast.js";
import { languageName, named, number, percent, say } from "./words.js";

let page = 1;
let of = "";
let turning = null;

/** The panel of a document's parse, from its first page on. */
export async function parsePanel(one, { signal }) {
  if (of !== one.path) page = 1;
  of = one.path;
  const found = await get(routeOf(one, "/parse", `&page=${page}`), signal);
  return drawn(one, found, signal);
}

async function turn(one, to, signal) {
  const panel = byId("document-panel");
  turning?.abort();
  turning = new AbortController();
  try {
    const found = await get(routeOf(one, "/parse", `&page=${to}`), AbortSignal.any([signal, turning.signal]));
    page = to;
    redraw(panel, drawn(one, found, signal), () => panel);
    panel.scrollIntoView({ block: "nearest" });
    announce(say("documents.parse.page", { page, pages: found.page_count }));
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message, { seconds: 8, kind: "failed" });
  }
}

function drawn(one, found, signal) {
  const { blocks, picture, page: now, page_count: pages } = found;
  const head = element(
    "div",
    { class: "parse-pages" },
    element("button", { class: "button", type: "button", "data-key": "before", disabled: now <= 1, click: () => turn(one, now - 1, signal) }, say("documents.parse.before")),
    element("span", {}, say("documents.parse.page", { page: now, pages: Math.max(pages, now) })),
    element("button", { class: "button", type: "button", "data-key": "after", disabled: now >= pages, click: () => turn(one, now + 1, signal) }, say("documents.parse.after")),
    element("span", { class: "muted" }, say(found.of === "file" ? "documents.parse.of_file" : "documents.parse.of_release"), " · ", say("release.passages", { count: found.chunk_count })),
  );
  const list = element("ol", { class: "parse-blocks" }, ...blocks.map(blockOf));
  const findings = found.findings.map(({ kind, severity, page: at, excerpt }) => element("li", {}, element("span", { class: `tag ${severity === "quarantine" ? "tag-low" : "tag-medium"}` }, named("finding", kind, kind)), " ", at === null ? "" : say("releases.diff.page", { page: at }), " ", element("q", { dir: "auto" }, excerpt)));
  return [
    head,
    findings.length > 0 ? element("ul", { class: "change-list" }, ...findings) : "",
    element("div", { class: picture ? "parse" : "parse parse-plain" }, picture ? sheet(picture, blocks) : "", list),
  ].filter(Boolean);
}

function sheet(picture, blocks) {
  const image = element("img", { alt: "" });
  image.src = `${picture}?audience=agent`;
  const boxes = blocks.flatMap((block, index) =>
    block.boxes.map((box) => {
      const made = element("button", { class: "parse-box", type: "button", tabindex: -1, "data-block": index, title: named("documents.block", block.kind, block.kind), click: () => point(index, true) });
      made.style.left = `${box.x0 * 100}%`;
      made.style.top = `${box.y0 * 100}%`;
      made.style.width = `${(box.x1 - box.x0) * 100}%`;
      made.style.height = `${(box.y1 - box.y0) * 100}%`;
      return made;
    }),
  );
  return element("div", { class: "parse-page" }, element("div", { class: "parse-sheet" }, image, ...boxes));
}

function blockOf(block, index) {
  const ids = block.identifiers.map(({ canonical }) => canonical);
  return element(
    "li",
    { class: `parse-block${(block.chunk ?? 0) % 2 === 1 ? " parse-block-odd" : ""}`, "data-block": index, pointerenter: () => point(index, false) },
    element(
      "div",
      { class: "parse-head" },
      element("span", {}, named("documents.block", block.kind, block.kind), block.level > 0 ? ` ${number(block.level)}` : ""),
      block.chunk === null ? "" : element("span", {}, say("documents.parse.passage", { number: block.chunk + 1 })),
      element("span", {}, languageName(block.language)),
      ids.length > 0 ? element("span", {}, [...new Set(ids)].join(" · ")) : "",
      block.found_share !== null && block.found_share < 0.9 ? element("span", { class: "tag tag-medium" }, say("documents.parse.seen", { share: percent(block.found_share) })) : "",
    ),
    block.rows.length > 0 ? table(block) : element("p", { dir: "auto", lang: block.language || undefined }, block.text),
  );
}

function table({ rows, header_rows: heads, language }) {
  return element("div", { class: "table-frame", tabindex: 0, role: "region", "aria-label": named("documents.block", "table") }, element("table", { class: "table", dir: "auto", lang: language || undefined }, element("tbody", {}, ...rows.map((cells, at) => element("tr", {}, ...cells.map((cell) => element(at < heads ? "th" : "td", { scope: at < heads ? "col" : undefined, dir: "auto" }, cell)))))));
}

/** Marks a block and its boxes. */
function point(index, scroll) {
  for (const one of document.querySelectorAll("#document-panel [data-block]")) {
    const mine = one.dataset.block === String(index);
    one.classList.toggle("shown", mine);
    if (mine && scroll && one.matches("li")) one.scrollIntoView({ block: "nearest" });
  }
}
