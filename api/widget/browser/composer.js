// Where the visitor writes.

import { button, element, filled } from "./elements.js";

const TALLEST = 140;

export class Composer {
  /** `acts` are send(text), person(), draft(text) and remove(). */
  constructor({ words, limit, acts }) {
    this.words = words;
    this.limit = limit;
    this.acts = acts;
    this.field = element("textarea", {
      class: "field",
      rows: "1",
      dir: "auto",
      "aria-label": words.input,
      placeholder: words.input,
      "aria-describedby": "tw-wrong",
      enterkeyhint: "send",
      input: () => this.typed(),
      keydown: (event) => this.key(event),
    });
    this.wrong = element("p", { class: "state wrong", id: "tw-wrong", role: "alert", hidden: true });
    this.sender = button(words.send, () => this.submit(), { kind: "first icon", drawing: "send" });
    this.person = button(words.person, () => acts.person(), { kind: "to-person", drawing: "person" });
    this.remove = button(words.delete, () => acts.remove(), { kind: "quiet" });
    this.node = element(
      "div",
      { class: "foot" },
      this.wrong,
      element("div", { class: "row" }, this.field, this.sender),
      element("div", { class: "under" }, this.person, this.remove, element("span", {}, words.privacy)),
    );
  }

  get text() {
    return this.field.value;
  }

  set text(value) {
    this.field.value = value;
    this.grow();
  }

  show({ isBusy, hasMessages, withPerson }) {
    this.sender.disabled = isBusy;
    this.remove.hidden = !hasMessages || isBusy;
    this.person.hidden = withPerson;
  }

  typed() {
    this.complain("");
    this.grow();
    this.acts.draft(this.text);
  }

  key(event) {
    // what a keyboard for Chinese or Japanese confirms with Enter is not yet a message
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    if (this.sender.disabled) return;
    const text = this.text.trim();
    const complaint = faultOf(text, this);
    this.complain(complaint);
    if (complaint) return this.field.focus();
    this.text = "";
    this.acts.draft("");
    this.acts.send(text);
    this.field.focus();
  }

  complain(words) {
    this.wrong.textContent = words;
    this.wrong.hidden = !words;
    if (words) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, TALLEST)}px`;
  }
}

/** Why a text cannot be sent, in the visitor's words; empty where it can. */
export function faultOf(text, { words, limit }) {
  if (!text) return words.empty;
  // counted as the server counts: whole characters
  return [...text].length > limit ? filled(words.too_long, { count: limit }) : "";
}
