// Asking for a person: what about, and where they may be reached; and an address left later.

import { button, element, filled } from "./elements.js";
import { faultOf } from "./composer.js";

const MAX_EMAIL = 254;

/** Whether a text may be an address; only mail that arrives can tell. */
export function isAddress(text) {
  return text.length <= MAX_EMAIL && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
}

/** The form; `acts` are send(text, email) and back(). */
export function personForm({ words, limit, hours, text, hasEmail, acts }) {
  const wrong = element("p", { class: "wrong", id: "tw-person-wrong", role: "alert", hidden: true });
  const request = element("textarea", { class: "field", id: "tw-request", rows: "5", dir: "auto", "aria-describedby": "tw-person-wrong" });
  request.value = text;
  const email = emailField("tw-email", "tw-person-wrong");
  const submit = () => {
    const asked = request.value.trim();
    const address = email.value.trim();
    const isWrongAddress = address !== "" && !isAddress(address);
    const fault = faultOf(asked, { words, limit }) || (isWrongAddress ? words.email_wrong : "");
    wrong.textContent = fault;
    wrong.hidden = !fault;
    if (!fault) return acts.send(asked, address);
    const field = faultOf(asked, { words, limit }) ? request : email;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  return element(
    "form",
    { class: "form", "aria-labelledby": "tw-person", submit: (event) => { event.preventDefault(); submit(); }, novalidate: true },
    element("h3", { id: "tw-person", class: "unseen" }, words.person),
    element("p", {}, hours.is_open ? words.open_now : filled(words.closed, { when: hours.told })),
    element("p", {}, hours.is_open ? words.person_open : words.person_closed),
    element("div", {}, element("label", { for: "tw-request" }, words.request), request),
    hasEmail ? null : element("div", {}, element("label", { for: "tw-email" }, words.email), email, element("p", { class: "hint" }, words.email_why)),
    wrong,
    element("div", { class: "buttons" }, element("button", { class: "first", type: "submit" }, words.send_request), button(words.back, acts.back, { kind: "second" })),
    element("p", { class: "hint" }, words.privacy),
  );
}

/** A small form for an address once a person has the conversation; `save(email)` may throw. */
export function emailForm({ words, save }) {
  const wrong = element("p", { class: "state wrong", id: "tw-later-wrong", role: "alert", hidden: true });
  const email = emailField("tw-later", "tw-later-wrong");
  const complain = (told) => {
    wrong.textContent = told;
    wrong.hidden = !told;
  };
  const submit = async () => {
    const address = email.value.trim();
    complain(isAddress(address) ? "" : words.email_wrong);
    if (!isAddress(address)) return email.focus();
    try {
      await save(address);
    } catch (problem) {
      complain(words[problem.code] ?? words.failed);
    }
  };
  return element(
    "form",
    { class: "inline", "aria-label": words.leave_email, submit: (event) => { event.preventDefault(); submit(); }, novalidate: true },
    element("label", { for: "tw-later" }, words.email),
    email,
    element("p", { class: "hint" }, words.email_why),
    wrong,
    element("div", { class: "buttons" }, element("button", { class: "second", type: "submit" }, words.keep)),
  );
}

function emailField(id, described) {
  return element("input", { class: "field", id, type: "email", autocomplete: "email", dir: "ltr", maxlength: String(MAX_EMAIL), "aria-describedby": described });
}
