// Elements built from values. Text goes in as text nodes only: nothing here parses HTML.

const ATTRIBUTES = new Set([
  "class", "id", "type", "name", "lang", "dir", "title", "role", "scope", "tabindex", "max", "value",
  "href", "for", "datetime", "rows", "maxlength", "required", "placeholder", "alt", "colspan", "disabled", "checked", "selected", "hidden", "open",
  "aria-current", "aria-expanded", "aria-label", "aria-labelledby", "aria-describedby",
  "aria-hidden", "aria-valuenow", "aria-valuemin", "aria-valuemax", "aria-valuetext", "aria-busy",
  "aria-pressed", "aria-selected", "aria-keyshortcuts", "aria-live", "aria-sort", "aria-controls",
]);

/** An element with attributes (a fixed list, and data-…), listeners (functions) and children. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else if (key === "href" && !String(value).startsWith("/")) throw new TypeError(`${value} leads elsewhere`);
    else if (ATTRIBUTES.has(key) || key.startsWith("data-")) made.setAttribute(key, value === true ? "" : String(value));
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

/** Says something to who does not see the page; the same words twice are said twice. */
export function announce(text) {
  const region = byId("spoken");
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}
