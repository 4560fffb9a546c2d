// Sources as numbered chips; each opens its document at its page.

import { element, filled } from "./elements.js";

/** A list of links to sources, under the words that rest on them. */
export function sourceChips(sources, { words, origin }) {
  return element(
    "ul",
    { class: "chips", "aria-label": words.sources },
    sources.map((source) => element("li", {}, chip(source, { words, origin }))),
  );
}

function chip({ number, title, page, url }, { words, origin }) {
  const told = page ? filled(words.page, { page }) : "";
  return element(
    "a",
    { class: "chip", href: addressOf(url, origin), target: "_blank", rel: "noopener noreferrer", title },
    element("span", { class: "number" }, String(number)),
    element("span", { class: "name", dir: "auto" }, title),
    told ? element("span", { class: "page" }, told) : null,
    element("span", { class: "unseen" }, `(${words.new_tab})`),
  );
}

/** Only addresses of the server itself: an answer leads nowhere else. */
export function addressOf(url, origin) {
  try {
    const found = new URL(url, origin);
    return found.origin === origin && /^https?:$/.test(found.protocol) ? found.href : origin;
  } catch {
    return origin;
  }
}
