// Which list is shown and which card is current: by tab, by key, by pointer.

import { byId } from "./elements.js";

const lists = { replies: byId("replies"), passages: byId("passages") };

/** Wires the tabs, and makes a card current when something in it gets the focus. */
export function setUpSelection() {
  for (const [name, list] of Object.entries(lists)) {
    const tab = byId(`tab-${name}`);
    tab.addEventListener("click", () => showTab(name));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      event.preventDefault();
      const other = name === "replies" ? "passages" : "replies";
      showTab(other);
      byId(`tab-${other}`).focus();
    });
    list.addEventListener("focusin", (event) => {
      const card = event.target.closest(".card");
      if (card) select(card, { focus: false });
    });
  }
}

const LONG_PIXELS = 150;

/** Fills a list; its tab counts what is in it. */
export function fill(name, cards) {
  lists[name].replaceChildren(...cards);
  lists[name].removeAttribute("aria-busy");
  byId(`tab-${name}`).querySelector(".count").textContent = String(cards.length);
}

/** Empties both lists; `placeholders` stand where the replies will be. */
export function clear(placeholders = []) {
  lists.passages.replaceChildren();
  lists.replies.replaceChildren(...placeholders);
  if (placeholders.length > 0) lists.replies.setAttribute("aria-busy", "true");
  else lists.replies.removeAttribute("aria-busy");
  showTab("replies");
}

/** Cuts the texts that run on of all cards but the current one. Only what is shown can be measured. */
export function cutLong() {
  for (const card of cards()) {
    const texts = card.querySelector(".card-texts");
    card.classList.toggle("long", texts !== null && texts.scrollHeight > LONG_PIXELS);
  }
}

export function showTab(name) {
  for (const [other, list] of Object.entries(lists)) {
    const shown = other === name;
    list.hidden = !shown;
    byId(`tab-${other}`).setAttribute("aria-selected", String(shown));
    byId(`tab-${other}`).tabIndex = shown ? 0 : -1;
  }
}

/** The cards of the list that is shown. */
function cards() {
  return Array.from(byId("replies").hidden ? lists.passages.children : lists.replies.children).filter((one) =>
    one.classList.contains("card"),
  );
}

/** The current card, if there is one. */
export function current() {
  return cards().find((card) => card.getAttribute("aria-current") === "true") ?? null;
}

export function select(card, { focus = true, scroll = true } = {}) {
  for (const other of cards()) other.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  if (!focus) return;
  card.focus({ preventScroll: true });
  if (scroll) card.scrollIntoView({ block: "nearest" });
}

/** The card at a place becomes current; false where there is none. */
export function choose(at, options) {
  const card = cards()[at];
  if (card) select(card, options);
  return card !== undefined;
}

/** Goes on by so many cards, to the ends at most. */
export function move(step) {
  const all = cards();
  const at = all.indexOf(current());
  return choose(at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1));
}
