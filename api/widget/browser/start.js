// The beginning: words and hours from the server, then everything put together.

import { attributesOf, timeZone } from "./attributes.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, element, filled } from "./elements.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { emailForm, personForm } from "./person.js";
import { Server } from "./server.js";
import { Suggestions } from "./suggestions.js";
import { Thread } from "./thread.js";

const HOURS_HOLD_MS = 60_000;
const FIRST_TRY_MS = 5_000;
const LAST_TRY_MS = 300_000;
const OPEN = "tradewind.widget.open";

class Widget {
  constructor({ attributes, server, memory, config }) {
    Object.assign(this, { attributes, server, memory, config, view: "thread", told: "", asked: Date.now() });
    const { words, language, direction } = config;
    this.panel = new Panel({ attributes, words, language, direction, acts: { opened: () => this.opened(), closed: () => this.closed(), escape: () => this.escape() } });
    this.conversation = new Conversation({ attributes, language, server, memory, changed: (what) => this.changed(what) });
    this.thread = new Thread({ words, origin: attributes.origin, language, acts: { choose: (text) => this.conversation.send(text), judge: (message, isHelpful) => this.conversation.judge(message, isHelpful), again: (message) => this.conversation.again(message) } });
    this.composer = new Composer({ words, limit: config.max_characters, acts: { send: (text) => this.send(text), person: () => this.show("person"), draft: (text) => memory.set({ draft: text || undefined }), remove: () => this.show("delete") } });
    this.progress = element("p", { class: "notice", role: "status", hidden: true });
    this.suggestions = new Suggestions({ attributes, server, memory, words, language, acts: { ask: (text) => this.ask(text), isQuiet: () => this.panel.isOpen } });
    this.panel.frame.prepend(this.suggestions.node);
    this.composer.text = memory.get("draft") ?? "";
    for (const name of ["online", "offline"]) addEventListener(name, () => this.draw());
    this.show("thread", { takesFocus: false });
    this.conversation.resume();
    if (attributes.isOpen || this.wasOpen()) this.panel.open({ takesFocus: false });
    this.suggestions.wait();
  }

  send(text, options) {
    this.told = "";
    return this.conversation.send(text, options);
  }

  ask(text) {
    this.panel.open();
    this.show("thread");
    this.send(text, { isSuggestion: true });
  }

  show(view, { takesFocus = true } = {}) {
    this.view = view;
    const { words, max_characters: limit, hours } = this.config;
    if (view === "person") {
      this.form = personForm({
        ...{ words, limit, hours, text: this.composer.text, hasEmail: this.conversation.hasEmail },
        acts: {
          send: (text, email) => {
            this.composer.text = "";
            this.memory.set({ draft: undefined });
            this.show("thread");
            this.send(text, { toPerson: true, email });
          },
          back: () => this.show("thread"),
        },
      });
      this.panel.fill(this.form);
      this.panel.tell("");
      this.form.querySelector("textarea").focus();
      return;
    }
    const sure = view === "delete" ? [this.sure()] : [];
    this.panel.fill(...sure, this.thread.node, this.progress, this.composer.node);
    this.draw();
    if (view === "delete") sure[0].querySelector("button").focus();
    else if (takesFocus && this.panel.isOpen) this.composer.field.focus();
  }

  sure() {
    const { words } = this.config;
    const remove = async () => {
      try {
        this.told = (await this.conversation.remove()) ? words.deleted_kept : words.deleted;
      } catch (problem) {
        this.told = words[problem.code] ?? words.failed;
      }
      this.show("thread");
    };
    return element(
      "div",
      { class: "sure", role: "group", "aria-label": words.delete },
      element("span", {}, this.conversation.withPerson ? `${words.delete_with_person} ${words.delete_sure}` : words.delete_sure),
      button(words.delete_yes, remove, { kind: "first" }),
      button(words.back, () => this.show("thread"), { kind: "second" }),
    );
  }

  changed(what) {
    this.draw();
    if (what === "new") this.panel.mark();
  }

  draw() {
    if (!this.thread || this.view === "person") return;
    const { conversation } = this;
    const { words } = this.config;
    const { messages, judged, isBusy, withPerson, hasEmail } = conversation;
    this.thread.show(messages, { greeting: this.attributes.greeting || words.greeting, judged, isBusy });
    this.drawEmail(withPerson && !hasEmail && !isBusy);
    this.thread.node.setAttribute("aria-busy", String(isBusy));
    this.drawProgress(isBusy ? (words[conversation.step] ?? words.searching) : "");
    this.composer.show({ isBusy, hasMessages: messages.length > 0, withPerson });
    this.panel.tell(...this.notice());
  }

  drawEmail(isWanted) {
    const has = this.thread.extra.firstChild !== null;
    if (isWanted === has) return;
    const form = () => emailForm({ words: this.config.words, save: (email) => this.saveEmail(email) });
    this.thread.extra.replaceChildren(...(isWanted ? [form()] : []));
    if (isWanted) this.thread.toEnd();
  }

  async saveEmail(email) {
    await this.conversation.leaveEmail(email);
    this.told = this.config.words.email_kept;
    this.draw();
    this.composer.field.focus();
  }

  drawProgress(told) {
    if (this.progress.dataset.told === told) return;
    this.progress.dataset.told = told;
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i", {}), element("i", {}), element("i", {}));
    this.progress.replaceChildren(...(told ? [dots, told] : []));
    this.progress.hidden = !told;
  }

  notice() {
    const { words, hours } = this.config;
    if (navigator.onLine === false) return [words.offline, { isWrong: true }];
    if (this.told) return [this.told];
    const closed = hours.is_open ? "" : filled(words.closed, { when: hours.told });
    if (this.conversation.withPerson) return [[words.waiting, closed].filter(Boolean).join(" ")];
    return [closed];
  }

  async opened() {
    this.suggestions.hide();
    this.rememberOpen(true);
    this.conversation.watch(true);
    this.thread.toEnd();
    if (Date.now() - this.asked < HOURS_HOLD_MS) return;
    this.asked = Date.now();
    try {
      this.config = { ...this.config, hours: (await configOf(this)).hours };
      this.draw();
    } catch {
      // what was told before is shown on
    }
  }

  closed() {
    this.told = "";
    this.rememberOpen(false);
    this.conversation.watch(false);
    if (this.view !== "thread") this.show("thread", { takesFocus: false });
  }

  escape() {
    if (this.view === "thread") return false;
    this.show("thread");
    return true;
  }

  wasOpen() {
    try {
      return this.panel.isWide && sessionStorage.getItem(OPEN) === "yes";
    } catch {
      return false;
    }
  }

  rememberOpen(isOpen) {
    try {
      sessionStorage.setItem(OPEN, isOpen ? "yes" : "no");
    } catch {
      // it begins closed on the next page
    }
  }
}

async function configOf({ attributes, server, memory }) {
  const query = new URLSearchParams({ language: attributes.language.slice(0, 50), market: attributes.market.slice(0, 50), time_zone: timeZone().slice(0, 100) });
  const found = await server.json("GET", `/v1/widget/config?${query}`);
  memory.set({ config: { asked: attributes.language, found } });
  return found;
}

async function start(attributes) {
  const server = new Server(attributes);
  const memory = new Memory(attributes);
  const parts = { attributes, server, memory };
  for (let pause = FIRST_TRY_MS; ; pause = Math.min(pause * 2, LAST_TRY_MS)) {
    try {
      return new Widget({ ...parts, config: await configOf(parts) });
    } catch (problem) {
      if (problem.isLasting) return console.warn("Tradewind: this key does not hold on this page; see docs/widget.md");
      if (!problem.code) throw problem;
      const kept = memory.get("config");
      if (kept?.asked === attributes.language) return new Widget({ ...parts, config: kept.found });
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

if (SCRIPT && !document.querySelector("tradewind-widget")) {
  const attributes = attributesOf(SCRIPT);
  if (document.body) start(attributes);
  else addEventListener("DOMContentLoaded", () => start(attributes));
}
