// What the machine answered although a person may have to: a line above the queue, and the list behind it.

import { requireAgent } from "./agent.js";
import { get, post } from "./api.js";
import { channelName, marketName, riskName } from "./case_words.js";
import { byId, element } from "./elements.js";
import { shortcut } from "./keys.js";
import { toast } from "./toast.js";
import { later, takeBack } from "./undo.js";
import { languageName, listed, moment, percent, say } from "./words.js";

const LOOK_MS = 60000;
const AT_MOST = 20;
const PATH = "/v1/handoffs/suspected";
const band = byId("suspected");
const list = byId("suspected-list");
const toggle = byId("suspected-toggle");
const done = new Set();
let found = { messages: [], total: 0 };

/** Looks now and then; keys count while the list is open and has the focus. */
export function setUpSuspected() {
  toggle.addEventListener("click", () => (list.hidden ? open() : close()));
  const add = (keys, label, run, inList = true) =>
    shortcut({ group: "suspected", keys, label, run: (event) => (inList && !current() ? false : run(event)) });
  add(["m"], say("keys.suspected.open"), () => !band.hidden && open(), false);
  add(["j", "ArrowDown"], say("keys.suspected.next"), () => move(1));
  add(["k", "ArrowUp"], say("keys.suspected.previous"), () => move(-1));
  add(["Enter"], say("keys.suspected.read"), () => read(current()));
  add(["x"], say("keys.suspected.looked_at"), () => look(current(), { handOver: false }));
  add(["h"], say("keys.suspected.hand_over"), () => look(current(), { handOver: true }));
  add(["u"], say("keys.suspected.undo"), takeBack, false);
  add(["Escape"], say("keys.suspected.close"), close);
  setInterval(() => document.hidden || lookForSuspected(), LOOK_MS);
  return lookForSuspected();
}

/** Asks which messages wait now. */
export async function lookForSuspected() {
  try {
    found = await get(`${PATH}?limit=${AT_MOST}`, undefined, { background: true });
    show();
  } catch {
    // the queue itself says what is wrong; a list that is known stays
  }
}

function show() {
  const waiting = found.messages.filter((one) => !done.has(idOf(one)));
  const total = Math.max(found.total - (found.messages.length - waiting.length), 0);
  band.hidden = total === 0;
  if (band.hidden) close();
  const classes = new Set(waiting.flatMap(({ risks }) => risks.map(({ risk_class: risk }) => riskName(risk))));
  const names = listed(Array.from(classes));
  byId("suspected-count").textContent = say("suspected.count", { count: total, risks: names });
  const told = JSON.stringify(waiting.map(idOf));
  if (list.dataset.told === told) return;
  list.dataset.told = told;
  const rows = Array.from(list.children);
  const hadFocus = list.contains(document.activeElement);
  const at = rows.indexOf(current());
  const known = new Map(rows.map((row) => [row.dataset.id, row]));
  list.replaceChildren(...waiting.map((one) => known.get(idOf(one)) ?? row(one)));
  // who goes through the list goes on where they were
  if (hadFocus) (list.children[Math.min(Math.max(at, 0), list.children.length - 1)] ?? toggle).focus();
}

function open() {
  list.hidden = false;
  toggle.setAttribute("aria-expanded", "true");
  list.firstElementChild?.focus();
}

function close() {
  if (list.hidden) return false;
  const hadFocus = list.contains(document.activeElement);
  list.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  if (hadFocus) toggle.focus();
  return true;
}

function current() {
  return list.hidden ? null : document.activeElement?.closest?.(".suspected-row");
}

function move(step) {
  const rows = Array.from(list.children);
  const at = rows.indexOf(current()) + step;
  rows[Math.min(Math.max(at, 0), rows.length - 1)].focus();
}

/** The page of the conversation's case; where there never was one, the whole message and its reply. */
function read(row) {
  const link = row.querySelector("a");
  if (link) link.click();
  else row.querySelector("details").toggleAttribute("open");
}

async function look(row, { handOver }) {
  const one = found.messages.find((message) => idOf(message) === row.dataset.id);
  const agent = await requireAgent();
  if (!one || agent === "") return;
  done.add(idOf(one));
  show();
  const body = { agent, conversation_id: one.conversation_id, message_id: one.message.id, hand_over: handOver };
  const back = () => {
    done.delete(idOf(one));
    show();
  };
  later({
    message: say(handOver ? "suspected.handed_over" : "suspected.looked_at"),
    undone: back,
    run: async (options) => {
      try {
        await post(`${PATH}/looked-at`, body, undefined, options);
      } catch (error) {
        if (error.status !== 409 && error.status !== 404) back();
        toast(error.message, { kind: "failed", seconds: 8 });
      }
      await lookForSuspected();
    },
  });
}

function row(one) {
  const { message, reply, risks, customer_id: customer, market, case_url: url } = one;
  const about = listed(risks.map(({ risk_class: risk, probability }) => say("suspected.risk", { risk: riskName(risk), probability: percent(probability) })));
  const where = [customer, channelName(message.channel), market ? marketName(market) : "", languageName(one.language), moment(one.at)].filter(Boolean);
  return element(
    "li",
    { class: "suspected-row", tabindex: "-1", "data-id": idOf(one) },
    element("p", { class: "suspected-why" }, element("strong", {}, say("fact.possibly", { risk: about })), ...where.flatMap((part) => [" · ", element("bdi", {}, part)])),
    element("p", { class: "suspected-text", dir: "auto", lang: message.language }, message.text),
    element(
      "details",
      {},
      element("summary", {}, say("suspected.reply")),
      element("p", { class: "suspected-text", dir: "auto", lang: reply.language }, reply.text),
    ),
    element(
      "p",
      { class: "suspected-steps" },
      button(say("suspected.look"), "x", (event) => look(event.currentTarget.closest("li"), { handOver: false })),
      button(say("suspected.hand_over"), "h", (event) => look(event.currentTarget.closest("li"), { handOver: true })),
      url ? element("a", { class: "fact-link", href: url }, say("suspected.case")) : null,
    ),
  );
}

function button(label, key, click) {
  return element("button", { class: "button", type: "button", "aria-keyshortcuts": key, title: `${label} (${key})`, click }, label);
}

function idOf({ conversation_id: conversation, message }) {
  return JSON.stringify([conversation, message.id]);
}
