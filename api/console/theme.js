// Light, dark, or as the system is set. The server reads the choice: no page opens in another colour.

import { announce, byId } from "./elements.js";
import { keepForServer } from "./remembered.js";
import { named } from "./words.js";

const ORDER = ["system", "light", "dark"];
const page = document.documentElement;

/** Wires the button; `changed` is called with the theme that was chosen ("" as the system). */
export function setUpTheme(changed = () => undefined) {
  const button = byId("theme");
  const show = () => {
    const label = named("theme", page.dataset.theme ?? "system");
    button.setAttribute("aria-label", label);
    button.title = label;
    return label;
  };
  button.addEventListener("click", () => {
    const next = ORDER[(ORDER.indexOf(page.dataset.theme ?? "system") + 1) % ORDER.length];
    const chosen = next === "system" ? "" : next;
    apply(page, chosen);
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentDocument) apply(frame.contentDocument.documentElement, chosen);
    }
    keepForServer("theme", chosen);
    announce(show());
    changed(chosen);
  });
  show();
}

function apply(root, theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
}
