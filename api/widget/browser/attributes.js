// What the page says about the widget: the attributes of its script tag.

const SCRIPT = document.currentScript;
const POSITIONS = ["right", "left"];

/** The settings of this page; nothing in them is trusted to be more than text. */
export function attributesOf(script) {
  const told = script.dataset;
  return {
    origin: new URL(script.src, location.href).origin,
    key: told.key ?? "",
    market: told.market ?? "",
    language: told.language || document.documentElement.lang || navigator.language || "en",
    product: told.product ?? "",
    position: POSITIONS.includes(told.position) ? told.position : "right",
    colour: told.colour ?? "",
    greeting: told.greeting ?? "",
    theme: ["light", "dark"].includes(told.theme) ? told.theme : "",
    isOpen: told.open !== undefined && told.open !== "false",
    suggests: told.suggestions !== "off",
  };
}

/** The visitor's clock, by its IANA name; empty where the browser does not tell. */
export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** The page's address without what may tell of its visitor. */
export function pageAddress() {
  return location.origin + location.pathname;
}
