// What an agent has to know of a case: the risk and its SOP, the clocks, the customer, the steps.

import { get } from "./api.js";
import { channelName, levelBadge, marketName, riskName, tierName } from "./case_words.js";
import { countdown } from "./clock.js";
import { historyList } from "./case_history.js";
import { element } from "./elements.js";
import { openSource } from "./source.js";
import { language, languageName, moment, named, percent, say } from "./words.js";

/** Everything beside the conversation, as sections. */
export function factSections(packet) {
  return [riskSection(packet), clockSection(packet.case), customerSection(packet), stepSection(packet)].filter((one) => one !== null);
}

function section(name, ...children) {
  return element("section", { class: `fact fact-${name}` }, element("h2", {}, named("fact", name)), ...children);
}

function riskSection({ risks }) {
  if (risks.length === 0) return null;
  return section("risk", ...risks.map(riskBlock));
}

function riskBlock({ risk_class: risk, level, action, probability, reason, term, sop, sop_url: url, sop_title: title, is_suspected: isSuspected }) {
  const [tag, told] = inTheirLanguage(reason);
  return element(
    "div",
    { class: level === "L3" && !isSuspected ? "risk" : "risk risk-lesser" },
    element("p", { class: "risk-name" }, element("strong", {}, isSuspected ? say("fact.possibly", { risk: riskName(risk) }) : riskName(risk)), isSuspected ? null : " ", isSuspected ? null : levelBadge(level)),
    told ? element("p", { class: "risk-told", lang: tag, dir: "auto" }, told) : null,
    element(
      "p",
      { class: "muted" },
      [isSuspected ? say("fact.suspected") : named("action", action, action), percent(probability), term ? say("fact.term", { term }) : ""].filter(Boolean).join(" · "),
    ),
    sop ? sopLine(sop, url, title) : null,
  );
}

/** What the class tells agents in the interface's language; else in English; else in any. */
function inTheirLanguage(reason) {
  const tag = [language, "en", Object.keys(reason)[0]].find((one) => one && reason[one]);
  return tag ? [tag, reason[tag]] : ["", ""];
}

function sopLine(sop, url, title) {
  if (!url) return element("p", { class: "mark-late" }, say("fact.sop_missing", { sop }));
  const source = { url, title: title ?? sop, document: sop };
  return element(
    "button",
    { class: "source-link", type: "button", "aria-expanded": "false", click: (event) => openSource(source, event.currentTarget) },
    element("span", { class: "source-name", dir: "auto" }, say("fact.sop", { sop: title ?? sop })),
  );
}

function clockSection(one) {
  const clocks = [
    ["first_reply", one.first_reply_due_at, one.first_replied_at],
    ["legal_step", one.legal_step_due_at, one.legal_step_done_at],
    ["resolution", one.resolve_due_at, one.resolved_at],
  ].filter(([, due]) => due);
  if (clocks.length === 0) return null;
  return section("clocks", element("dl", { class: "pairs" }, ...clocks.flatMap((clock) => clockLine(one, clock))));
}

function clockLine({ state }, [what, due, done]) {
  const stands = state === "resolved" ? "" : countdown(due, what);
  return [
    element("dt", {}, named("due", what)),
    element("dd", {}, done ? doneLine(due, done) : stands || moment(due), done ? null : element("span", { class: "sub" }, moment(due))),
  ];
}

function doneLine(due, done) {
  const isLate = Date.parse(done) > Date.parse(due);
  return element("span", { class: isLate ? "mark-late" : "done" }, say(isLate ? "fact.done_late" : "fact.done", { moment: moment(done) }));
}

function customerSection({ customer, case: one }) {
  if (!customer) return section("customer", element("p", { class: "muted" }, say("fact.stranger")));
  const pairs = [
    ["name", customer.name],
    ["email", customer.email],
    ["id", customer.id],
    ["tier", tierName(customer.tier)],
    ["market", customer.market ? marketName(customer.market) : ""],
    ["language", customer.language ? languageName(customer.language) : ""],
    ["cases", say("fact.cases", { open: customer.open_cases, resolved: customer.resolved_cases })],
    ["team", one.team],
    ["case", one.id],
    ["csat", one.csat ? `${one.csat} / 5` : ""],
  ].filter(([, value]) => value);
  return section(
    "customer",
    element("dl", { class: "pairs" }, ...pairs.flatMap(([name, value]) => [element("dt", {}, named("customer", name)), element("dd", { dir: "auto" }, value)])),
    customer.conversations > 1 ? conversations(customer, one) : null,
    element("a", { class: "fact-link", href: `/console/queue?state=&q=${encodeURIComponent(customer.id)}` }, say("fact.their_cases")),
  );
}

/** Their other conversations, asked for when they are unfolded. */
function conversations({ id, conversations: count }, one) {
  const list = element("ul", { class: "history" });
  const folded = element("details", {}, element("summary", {}, say("fact.conversations", { count })), list);
  folded.addEventListener("toggle", async () => {
    if (!folded.open || list.childElementCount > 0) return;
    try {
      const found = await get(`/v1/conversations?customer=${encodeURIComponent(id)}`);
      list.replaceChildren(...found.conversations.map((conversation) => conversationLine(conversation, one)));
    } catch (error) {
      list.replaceChildren(element("li", { class: "mark-late" }, error.message));
    }
  });
  return folded;
}

function conversationLine({ id, channel, last_message_at: at, case_id: caseId }, one) {
  const name = [channelName(channel), moment(at)].filter(Boolean).join(" · ");
  if (id === one.conversation_id) return element("li", {}, element("strong", {}, name), ` · ${say("fact.this_one")}`);
  return element("li", {}, caseId ? element("a", { href: `/console/cases/${encodeURIComponent(caseId)}` }, name) : name);
}

function stepSection({ events }) {
  return section("steps", historyList(events));
}
