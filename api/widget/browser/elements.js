// Elements made one by one. No text from anywhere is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";
const PICTURES = {
  talk: "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-6z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
  up: "M7 10v10H4V10zm0 0l4-7a2 2 0 0 1 2 2v4h6l-2 11H7",
  down: "M7 14V4H4v10zm0 0l4 7a2 2 0 0 0 2-2v-4h6l-2-11H7",
  bin: "M4 7h16M9 7V4h6v3m3 0l-1 13H7L6 7",
};

/** An element; `class` and other attributes are set as they are, functions listen to events. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined));
  return made;
}

/** A drawing that says nothing by itself; what it stands for is told in words beside it. */
export function picture(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", PICTURES[name]);
  drawing.append(line);
  return drawing;
}

/** A button with words, or with a drawing whose words only assistive technology reads. */
export function button(words, click, { kind = "plain", drawing = "", ...attributes } = {}) {
  const content = drawing
    ? [picture(drawing), kind.includes("icon") ? element("span", { class: "unseen" }, words) : words]
    : [words];
  const title = kind.includes("icon") ? words : null;
  return element("button", { type: "button", class: kind, title, click, ...attributes }, content);
}

/** A text with `{name}` replaced; values are not read as such. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
