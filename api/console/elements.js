// Elements built from values. Text goes in as text nodes only: nothing here parses HTML.

const ATTRIBUTES = new Set([
  "class", "id", "type", "lang", "dir", "title", "role", "scope", "tabindex", "max", "value",
  "aria-current", "aria-expanded", "aria-label", "aria-hidden", "aria-valuenow", "aria-valuemin",
  "aria-valuemax", "aria-busy", "open",
]);

/** An element with attributes (a fixed list), listeners (functions) and children. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else if (ATTRIBUTES.has(key)) made.setAttribute(key, value === true ? "" : String(value));
    else throw new TypeError(`${key} is not an attribute this page sets`);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Text with ranges marked. The server counts characters, so does this; not UTF-16 units. */
export function marked(text, ranges) {
  const characters = Array.from(text);
  const pieces = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at || end > characters.length) continue;
    pieces.push(characters.slice(at, start).join(""));
    pieces.push(element("mark", {}, characters.slice(start, end).join("")));
    at = end;
  }
  pieces.push(characters.slice(at).join(""));
  return pieces;
}

/** An element of the page, by its id. */
export function byId(id) {
  return document.getElementById(id);
}

let toastTimer = 0;

/** A short message that goes away by itself. */
export function toast(message) {
  const shown = byId("toast");
  shown.textContent = message;
  shown.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => shown.classList.remove("shown"), 1800);
}
