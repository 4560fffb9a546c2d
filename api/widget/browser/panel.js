// The launcher and the dialog behind it: opening, closing, what the keyboard reaches.

import { colour, dress } from "./style.js";
import { button, element } from "./elements.js";

const FOCUSABLE = "button, a[href], textarea, input, [tabindex='0']";
const WIDE = "(min-width: 481px)";

export class Panel {
  /** `acts` are opened(), closed() and escape(), which tells whether it had something to close. */
  constructor({ attributes, words, direction, language, acts }) {
    this.acts = acts;
    this.host = element("tradewind-widget", { lang: language, dir: direction, "data-theme": attributes.theme || null });
    const root = this.host.attachShadow({ mode: "open" });
    dress(root);
    this.root = root;
    this.badge = element("span", { class: "badge", hidden: true }, element("span", { class: "unseen" }, words.new_message));
    this.launcher = button(words.launcher, () => this.open(), { kind: "launcher", drawing: "talk", "aria-haspopup": "dialog", "aria-expanded": "false" });
    this.launcher.append(this.badge);
    this.notice = element("p", { class: "notice", role: "status", hidden: true });
    this.body = element("div", { class: "body" });
    this.status = element("p", { class: "notice", role: "status", hidden: true });
    this.panel = element(
      "div",
      { class: "panel", role: "dialog", "aria-modal": "true", "aria-labelledby": "tw-title", tabindex: "-1", hidden: true, keydown: (event) => this.key(event) },
      element("div", { class: "head" }, element("h2", { id: "tw-title" }, words.title), button(words.close, () => this.close(), { kind: "icon", drawing: "close" })),
      this.notice,
    );
    this.frame = element("div", { class: `root ${attributes.position}`, dir: direction }, this.launcher, this.panel);
    root.append(this.frame);
    document.body.append(this.host);
    colour(this.host, attributes.colour);
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /** Everything below the head and its notice. */
  fill(...nodes) {
    for (const old of [...this.panel.children].slice(2)) if (!nodes.includes(old)) old.remove();
    this.panel.append(...nodes);
  }

  open({ takesFocus = true } = {}) {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute("aria-expanded", "true");
    this.badge.hidden = true;
    this.acts.opened();
    if (takesFocus) (this.panel.querySelector("textarea") ?? this.panel).focus();
  }

  close() {
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.focus();
    this.acts.closed();
  }

  tell(words, { isWrong = false } = {}) {
    if (this.notice.textContent !== words) this.notice.textContent = words;
    this.notice.hidden = !words;
    this.notice.classList.toggle("wrong", isWrong);
  }

  /** That something was written while nobody looked. */
  mark() {
    this.badge.hidden = this.isOpen;
  }

  get isWide() {
    return matchMedia(WIDE).matches;
  }

  key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      if (!this.acts.escape()) this.close();
      return;
    }
    if (event.key !== "Tab") return;
    const reachable = [...this.panel.querySelectorAll(FOCUSABLE)].filter((one) => !one.disabled && one.getClientRects().length > 0);
    const [first, last] = [reachable[0], reachable.at(-1)];
    const now = this.root.activeElement;
    if (event.shiftKey ? now === first || now === this.panel : now === last) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }
}
