// A reason that is asked for before something is done that others will ask about.

import { byId } from "./elements.js";

/**
 * The reason that was given; "" where the panel was closed without one. `label`: the button; `field`:
 * what is asked; `note`: what becomes of it; `lang`: the language of `what`, where it is not the page's.
 */
export function askReason({ title, what, label, field, note = "", lang = "", isGrave = false }) {
  const panel = byId("reason-panel");
  const text = byId("reason-text");
  const send = byId("reason-send");
  byId("reason-title").textContent = title;
  byId("reason-why").textContent = what;
  byId("reason-why").lang = lang || document.documentElement.lang;
  byId("reason-label").textContent = field;
  byId("reason-note").textContent = note;
  byId("reason-note").hidden = note === "";
  send.textContent = label;
  send.classList.toggle("button-danger", isGrave);
  send.classList.toggle("button-main", !isGrave);
  text.value = "";
  panel.showModal();
  text.focus();
  return new Promise((resolve) => {
    let given = "";
    byId("reason-form").onsubmit = () => {
      given = text.value.trim();
    };
    panel.onclose = () => resolve(given);
  });
}
