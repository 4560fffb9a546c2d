// A reason that is asked for before something is done against advice.

import { byId } from "./elements.js";

/** The reason that was given (`lang`: the language of `what`, where it is not the page's); "" where the panel was closed without one. */
export function askReason({ title, what, label, lang = "" }) {
  const panel = byId("force-panel");
  const reason = byId("force-reason");
  byId("force-title").textContent = title;
  byId("force-why").textContent = what;
  byId("force-why").lang = lang || document.documentElement.lang;
  byId("force-send").textContent = label;
  reason.value = "";
  panel.showModal();
  reason.focus();
  return new Promise((resolve) => {
    let given = "";
    byId("force-form").onsubmit = () => {
      given = reason.value.trim();
    };
    panel.onclose = () => resolve(given);
  });
}
