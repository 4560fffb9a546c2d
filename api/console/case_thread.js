// The question that was handed over, and everything that was written, on every channel.

import { channelName, marketName } from "./case_words.js";
import { byId, element } from "./elements.js";
import { language, languageName, moment, named, sameLanguage, say } from "./words.js";

const thread = byId("thread");
let pending = null;

/** The question, large, with its gist and where it came from. */
export function questionBlock({ question, language: tag, language_name: name, gist, case: one }) {
  return [
    element(
      "p",
      { class: "asked-about" },
      element("span", { class: "tag" }, name || languageName(tag)),
      one.market ? element("span", { class: "tag" }, marketName(one.market)) : null,
      one.product ? element("span", { class: "tag", dir: "auto" }, one.product) : null,
      one.channel ? element("span", { class: "tag" }, channelName(one.channel)) : null,
      element("time", { class: "muted", datetime: one.opened_at }, moment(one.opened_at)),
    ),
    one.is_erased ? element("p", { class: "asked-text muted" }, say("case.erased")) : element("p", { class: "asked-text foreign", dir: "auto", lang: tag }, question),
    gist ? gistLine(gist) : null,
    !gist && !one.is_erased && !sameLanguage(tag, language) ? element("p", { class: "muted asked-no-gist" }, say("case.no_gist")) : null,
  ].filter((one_) => one_ !== null);
}

/** Draws the conversation; stays at its end where the agent was there. */
export function showThread({ messages, other_messages: others, asked_before: before, case: one }) {
  const box = byId("talk");
  const wasAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const repeated = new Set(before.map(({ id }) => id));
  pending = null;
  byId("others").hidden = others.length === 0;
  byId("others-title").textContent = say("thread.others", { count: others.length });
  byId("others-list").replaceChildren(...others.map((message) => messageItem(message, { repeated })));
  thread.replaceChildren(...messages.map((message) => messageItem(message, { repeated, isOpening: message.role === "customer" && message.text === one.question })));
  if (wasAtEnd) box.scrollTo({ top: box.scrollHeight });
}

/** Shows what is about to be sent at the end of the thread, until it is drawn anew or taken away. */
export function showPending(text, author) {
  clearPending();
  const now = new Date().toISOString();
  pending = messageItem({ role: "agent", text, language: "", channel: "", at: now, author, is_internal: false }, { repeated: new Set() });
  pending.classList.add("pending");
  pending.querySelector(".message-who").append(" ", element("span", { class: "tag" }, say("thread.sending")));
  thread.append(pending);
  byId("talk").scrollTo({ top: byId("talk").scrollHeight });
}

/** Takes it away again. */
export function clearPending() {
  pending?.remove();
  pending = null;
}

function messageItem({ id, role, text, language: tag, channel, at, author, is_internal: isInternal, gist }, { repeated, isOpening = false }) {
  const kind = isInternal ? "note" : role;
  return element(
    "li",
    { class: `message message-${kind}${isOpening ? " opening" : ""}` },
    element(
      "p",
      { class: "message-who" },
      element("strong", {}, who(role, author, isInternal)),
      channel && !isInternal ? element("span", {}, channelName(channel)) : null,
      tag && !sameLanguage(tag, language) ? element("span", {}, languageName(tag)) : null,
      isOpening ? element("span", { class: "tag tag-caveat" }, say("thread.handed_over")) : null,
      repeated.has(id) ? element("span", { class: "tag tag-caveat" }, say("thread.asked_before")) : null,
      element("time", { datetime: at }, moment(at)),
    ),
    element("p", { class: "message-text foreign", dir: "auto", lang: tag || null }, text),
    gist ? gistLine(gist) : null,
  );
}

function gistLine(gist) {
  return element("p", { class: "message-gist", dir: "auto", lang: language }, element("span", { class: "gist-label" }, `${named("gist", "machine")}: `), gist);
}

function who(role, author, isInternal) {
  const name = author ? element("bdi", {}, author) : named("role", role);
  if (!isInternal) return name;
  const line = element("span", {}, say("thread.note"), " · ");
  line.append(name);
  return line;
}
