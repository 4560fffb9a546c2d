// A source beside the replies: its page, with the passage marked.

import { byId } from "./elements.js";

/** Wires the pane. */
export function setUpSource() {
  byId("source-close").addEventListener("click", closeSource);
}

/** Opens a citation's or passage's document; `opener` gets the focus back. */
export function openSource(source, opener) {
  if (!source.url.startsWith("/v1/documents/")) return;
  for (const other of document.querySelectorAll(".source-link")) other.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-expanded", "true");
  const address = new URL(source.url, location.origin);
  byId("source-title").textContent = source.title || source.document;
  byId("source-tab").href = address.href;
  byId("source-frame").src = address.href;
  byId("source").classList.add("open");
}

/** Closes it; false where none was open. */
export function closeSource() {
  if (!byId("source").classList.contains("open")) return false;
  byId("source").classList.remove("open");
  byId("source-frame").removeAttribute("src");
  for (const button of document.querySelectorAll('.source-link[aria-expanded="true"]')) {
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
  return true;
}
