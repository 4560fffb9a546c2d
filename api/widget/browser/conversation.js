// One conversation: what was said, what is on its way, and what a person writes meanwhile.

import { pageAddress } from "./attributes.js";
import { newId } from "./memory.js";

const KEPT = 80;
const SOON_AGAIN_MS = 1_000;
const LATE_AGAIN_MS = 60_000;
const MOST_TRIES = 8;
const FIRST_LOOK_MS = 4_000;
const LAST_LOOK_MS = 30_000;
const UNSEEN_LOOK_MS = 60_000;

export class Conversation {
  /** `changed(what)` is called after every change; `what` is "new" where something was written. */
  constructor({ attributes, language, server, memory, changed }) {
    Object.assign(this, { attributes, language, server, memory, changed });
    this.step = "";
    this.isBusy = false;
    this.isWatched = false;
    this.wait = FIRST_LOOK_MS;
    this.notBefore = 0;
    this.recall();
    memory.listen(() => {
      if (this.isBusy) return;
      this.recall();
      this.changed("");
    });
    addEventListener("online", () => this.sendNow());
    document.addEventListener("visibilitychange", () => this.lookSoon());
  }

  recall() {
    const kept = this.memory.all;
    this.secret = kept.secret ?? "";
    this.messages = kept.messages ?? [];
    this.withPerson = kept.withPerson ?? false;
    this.hasEmail = kept.hasEmail ?? false;
    this.judged = kept.judged ?? {};
  }

  keep() {
    const { secret, withPerson, hasEmail, judged } = this;
    this.memory.set({ secret, withPerson, hasEmail, judged, messages: this.messages.slice(-KEPT) });
  }

  /** Goes on where this browser left off. */
  async resume() {
    if (this.secret) await this.look({ isWhole: true });
    await this.sendWaiting();
    this.lookSoon();
  }

  async send(text, { toPerson = false, email = "", isSuggestion = false } = {}) {
    const message = {
      ...{ id: newId(), author: "visitor", pieces: [{ text, sources: [] }], sources: [], choices: [], kind: "message", language: "und" },
      ...{ at: new Date().toISOString(), state: "waiting", to_person: toPerson, email, is_suggestion: isSuggestion },
    };
    // what was given up goes before it
    for (const one of this.messages) delete one.tries;
    this.messages.push(message);
    this.keep();
    this.changed("new");
    await this.sendWaiting();
  }

  again(message) {
    delete message.tries;
    message.state = "waiting";
    return this.sendNow();
  }

  sendNow() {
    this.notBefore = 0;
    return this.sendWaiting();
  }

  /** Sends what waits, one after the other; each has its id and is taken once, however often. */
  async sendWaiting() {
    if (this.isBusy) return;
    if (Date.now() < this.notBefore) return this.changed("");
    for (;;) {
      const next = this.messages.find((one) => one.state && !one.isLasting);
      if (!next || navigator.onLine === false) return this.changed("");
      this.isBusy = true;
      this.step = "searching";
      this.changed("");
      const isSent = await this.deliver(next);
      this.isBusy = false;
      this.step = "";
      this.keep();
      this.changed(isSent ? "new" : "");
      this.lookSoon();
      if (!isSent) return;
    }
  }

  async deliver(message, { isSecond = false } = {}) {
    message.state = "waiting";
    try {
      if (!this.secret) await this.begin();
      const { id, to_person, email, is_suggestion } = message;
      const body = { id, text: message.pieces[0].text, to_person, email, is_suggestion, page_url: pageAddress(), product: this.attributes.product.slice(0, 200) };
      const done = await this.server.stream("/v1/widget/messages", body, this.secret, (name) => {
        this.step = name === "searching" ? "searching" : "checking";
        this.changed("");
      });
      this.hasEmail ||= Boolean(message.email);
      for (const name of ["state", "problem", "tries", "to_person", "email", "is_suggestion"]) delete message[name];
      this.withPerson = done.with_person;
      this.wait = FIRST_LOOK_MS;
      if (!this.messages.some((one) => one.id === done.message.id)) {
        this.messages.splice(this.messages.indexOf(message) + 1, 0, done.message);
      }
      return true;
    } catch (problem) {
      if (problem.status === 404 && !isSecond) {
        // the server knows the conversation no more: what is to be said begins another
        this.secret = "";
        return this.deliver(message, { isSecond: true });
      }
      this.putOff(message, problem);
      return false;
    }
  }

  /** What did not arrive goes again by itself, more and more rarely, never before the server said. */
  putOff(message, { code = "failed", isLasting = false, afterSeconds = 0 }) {
    // time without a connection is nobody's try
    const tries = (message.tries ?? 0) + (code === "offline" ? 0 : 1);
    const isGivenUp = isLasting || tries >= MOST_TRIES;
    Object.assign(message, { state: isGivenUp ? "failed" : "later", problem: code, tries, isLasting: isLasting || undefined });
    if (isGivenUp) return;
    const pause = Math.max(afterSeconds * 1_000, Math.min(SOON_AGAIN_MS * 2 ** (tries - 1), LATE_AGAIN_MS));
    // a little later each, so that all who were sent away do not come back at once
    const wait = Math.ceil(pause * (1 + Math.random() / 4));
    this.notBefore = Date.now() + wait;
    clearTimeout(this.trying);
    this.trying = setTimeout(() => this.sendNow(), wait);
  }

  async begin() {
    const { language, attributes } = this;
    const { secret } = await this.server.json("POST", "/v1/widget/conversations", { body: { language, market: attributes.market.slice(0, 200) } });
    this.secret = secret;
    this.keep();
  }

  /** Asks what was written since; whole, where the server's word counts for all that was said. */
  async look({ isWhole = false } = {}) {
    const said = this.messages.filter((one) => !one.state);
    const after = isWhole ? "" : (said.at(-1)?.id ?? "");
    let found;
    try {
      found = await this.server.json("GET", `/v1/widget/messages?after=${encodeURIComponent(after)}`, { secret: this.secret });
    } catch (problem) {
      if (problem.status === 404) this.beginAnew();
      return false;
    }
    const before = new Map(this.messages.map((one) => [one.id, one]));
    const fresh = found.messages.filter((one) => !before.has(one.id));
    const waiting = this.messages.filter((one) => one.state && !(isWhole && isAnswered(one, found.messages)));
    const told = isWhole ? found.messages.map((one) => withChoices(one, before.get(one.id))) : [...said, ...fresh];
    this.messages = [...told.filter((one) => !waiting.some((other) => other.id === one.id)), ...waiting];
    this.withPerson = found.with_person;
    this.hasEmail = found.has_email;
    this.keep();
    this.changed(fresh.some((one) => one.author !== "visitor") ? "new" : "");
    return fresh.length > 0;
  }

  /** While a person has the conversation their replies are looked for, more and more rarely. */
  lookSoon() {
    clearTimeout(this.timer);
    if (!this.secret || !this.withPerson || document.hidden) return;
    const pause = this.isWatched ? this.wait : UNSEEN_LOOK_MS;
    this.timer = setTimeout(async () => {
      const isNews = !this.isBusy && (await this.look());
      this.wait = isNews ? FIRST_LOOK_MS : Math.min(this.wait * 1.4, LAST_LOOK_MS);
      this.lookSoon();
    }, pause);
  }

  watch(isWatched) {
    this.isWatched = isWatched;
    this.wait = FIRST_LOOK_MS;
    this.lookSoon();
  }

  async judge(message, isHelpful) {
    this.judged[message.reply_id] = isHelpful;
    this.keep();
    this.changed("");
    try {
      await this.server.json("POST", "/v1/widget/judgements", { secret: this.secret, body: { reply_id: message.reply_id, is_helpful: isHelpful } });
    } catch {
      delete this.judged[message.reply_id];
      this.keep();
      this.changed("");
    }
  }

  async leaveEmail(email) {
    await this.server.json("PUT", "/v1/widget/email", { secret: this.secret, body: { email } });
    this.hasEmail = true;
    this.keep();
    this.changed("");
  }

  /**
   * Deletes it on both sides; whether the server keeps that a serious matter was told of. Throws a
   * Problem where it could not be reached.
   */
  async remove() {
    let done = null;
    if (this.secret) {
      try {
        done = await this.server.json("DELETE", "/v1/widget/conversations", { secret: this.secret });
      } catch (problem) {
        if (problem.status !== 404) throw problem;
      }
    }
    this.forgetHere();
    return done?.is_case_kept ?? false;
  }

  /** The server knows the conversation no more: what is still to be sent begins another. */
  beginAnew() {
    const waiting = this.messages.filter((one) => one.state);
    this.forgetHere();
    if (waiting.length === 0) return;
    this.messages = waiting;
    this.keep();
    this.sendNow();
  }

  forgetHere() {
    clearTimeout(this.timer);
    clearTimeout(this.trying);
    this.notBefore = 0;
    const { config, offered } = this.memory.all;
    this.memory.forget();
    this.memory.set({ config, offered });
    this.recall();
    this.changed("");
  }
}

function isAnswered(message, told) {
  const place = told.findIndex((one) => one.id === message.id);
  return place >= 0 && place < told.length - 1;
}

function withChoices(message, known) {
  return known?.choices?.length ? { ...message, choices: known.choices } : message;
}
