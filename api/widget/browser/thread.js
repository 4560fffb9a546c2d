// What was said: one entry a message, drawn anew only where it changed.

import { button, element } from "./elements.js";
import { sourceChips } from "./sources.js";

export class Thread {
  /** `acts` are choose(text), judge(message, isHelpful) and again(message). */
  constructor({ words, origin, language, acts }) {
    this.words = words;
    this.origin = origin;
    this.language = language;
    this.acts = acts;
    this.drawn = new Map();
    this.list = element("ul", { class: "said" });
    this.extra = element("div", {});
    this.node = element(
      "div",
      { class: "thread", role: "log", "aria-live": "polite", "aria-relevant": "additions", "aria-label": words.title, tabindex: "0" },
      this.list,
      this.extra,
    );
  }

  /** Shows these messages; `greeting` stands before them all and was never sent. */
  show(messages, { greeting, judged, isBusy }) {
    const wanted = [{ id: "greeting", author: "assistant", pieces: [{ text: greeting, sources: [] }], sources: [], choices: [], kind: "message", language: this.language }, ...messages];
    const last = wanted.at(-1);
    let isNew = false;
    const ids = new Set(wanted.map((one) => one.id));
    for (const [id, { node }] of this.drawn) {
      if (!ids.has(id)) {
        node.remove();
        this.drawn.delete(id);
      }
    }
    wanted.forEach((message, place) => {
      const offers = message === last && !isBusy;
      const print = JSON.stringify([message, judged[message.reply_id], offers]);
      const known = this.drawn.get(message.id);
      let node = known?.node;
      if (known?.print !== print) {
        node = this.entry(message, { judgement: judged[message.reply_id], offers });
        if (known) known.node.replaceWith(node);
        else isNew = true;
        this.drawn.set(message.id, { node, print });
      }
      if (this.list.children[place] !== node) this.list.insertBefore(node, this.list.children[place] ?? null);
    });
    if (isNew) this.toEnd();
  }

  toEnd() {
    const last = this.list.lastElementChild;
    if (!last) return;
    // a long answer is read from its beginning
    const top = last.offsetTop - this.node.offsetTop - 12;
    this.node.scrollTop = Math.min(top, this.node.scrollHeight);
  }

  entry(message, { judgement, offers }) {
    const { words } = this;
    const who = { visitor: words.you, team: words.team }[message.author] ?? words.assistant;
    const lang = message.language && message.language !== "und" ? message.language : null;
    return element(
      "li",
      { class: `message ${message.author}`, "data-id": message.id },
      element("span", { class: "who" }, [who, message.at ? ` · ${this.time(message.at)}` : ""]),
      message.pieces.flatMap((piece) => this.piece(piece, message.sources, lang)),
      offers && message.choices.length > 0 ? this.choices(message.choices) : null,
      message.kind === "answer" && message.sources.length > 0 ? this.judge(message, judgement) : null,
      message.state === "failed" ? this.failed(message) : null,
      message.state === "later" ? this.later(message) : null,
    );
  }

  piece({ text, sources }, known, lang) {
    const named = known.filter((one) => sources.includes(one.number));
    return [
      text ? element("p", { class: "text", dir: "auto", lang }, text) : null,
      named.length > 0 ? sourceChips(named, this) : null,
    ];
  }

  choices(offered) {
    return element(
      "div",
      { class: "choices", role: "group", "aria-label": this.words.choices },
      offered.map(({ label, value }) => button(label, () => this.acts.choose(value), { kind: "choice", dir: "auto" })),
    );
  }

  judge(message, judgement) {
    const { words } = this;
    if (judgement !== undefined) return element("p", { class: "state", role: "status" }, words.thanks);
    const vote = (isHelpful, drawing, said) =>
      button(said, () => this.acts.judge(message, isHelpful), { drawing, "aria-label": `${words.helpful} ${said}` });
    return element("div", { class: "judge" }, element("span", {}, words.helpful), vote(true, "up", words.yes), vote(false, "down", words.no));
  }

  failed(message) {
    const { words } = this;
    const why = words[message.problem] ?? words.failed;
    return element(
      "p",
      { class: "state wrong", role: "alert" },
      `${words.not_sent}. ${why} `,
      message.isLasting ? null : button(words.retry, () => this.acts.again(message)),
    );
  }

  /** It goes by itself; why it has not yet, where the visitor can do something about it. */
  later(message) {
    const { words } = this;
    const why = message.problem === "too_many" ? `${words.too_many} ` : "";
    return element("p", { class: "state", role: "status" }, why + words.later);
  }

  time(at) {
    const moment = new Date(at);
    const isToday = moment.toDateString() === new Date().toDateString();
    const day = isToday ? {} : { day: "numeric", month: "short" };
    return moment.toLocaleString(this.language, { ...day, hour: "numeric", minute: "2-digit" });
  }
}
