// The panels of a case: a note, whom it waits for, whom it goes to, and what becomes of it later.

import { agentName, requireAgent } from "./agent.js";
import { post } from "./api.js";
import { step } from "./case_steps.js";
import { byId, element } from "./elements.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const TITLE = 120;

/** Wires the panels. */
export function setUpPanels() {
  onSubmit("note", async (form) => {
    const note = value(form, "note");
    if (await step("note", { note })) toast(say("note.done"));
    else return false;
    form.reset();
    return true;
  });
  onSubmit("legal", async (form) => {
    if (!(await step("legal-step", { note: value(form, "note") }))) return false;
    form.reset();
    return true;
  });
  onSubmit("settle", async (form) => {
    if (!(await step(form.dataset.step, { note: value(form, "note") }))) return false;
    form.reset();
    return true;
  });
  onSubmit("wait", async (form) => {
    if (!(await step("wait", { on: value(form, "on"), note: value(form, "note") }))) return false;
    form.reset();
    return true;
  });
  onSubmit("assign", async (form) => {
    const to = { to_agent: value(form, "to_agent"), to_team: value(form, "to_team"), to_level: value(form, "to_level") || null };
    if (!to.to_agent && !to.to_team && !to.to_level) {
      form.querySelector("[name=to_agent]").focus();
      return false;
    }
    if (!(await step("assign", { ...to, note: value(form, "note") }))) return false;
    form.reset();
    return true;
  });
  byId("assign-me").addEventListener("click", async () => {
    if ((await requireAgent()) !== "") byId("assign-form").querySelector("[name=to_agent]").value = agentName();
  });
}

/** Opens a panel; its first field gets the focus. */
export function openPanel(name) {
  byId(`${name}-panel`).showModal();
  byId(`${name}-form`).querySelector("input, textarea, select")?.focus();
}

/** Asks why a red case is put away (resolve, give-back) without its legal step. */
export function openSettling(name) {
  byId("settle-form").dataset.step = name;
  openPanel("settle");
}

/** Opens the form of a new case of the knowledge base, filled from this one. */
export function openPromotion(packet) {
  const form = byId("promote-form");
  const said = packet.messages.filter(({ is_internal: isInternal }) => !isInternal);
  const answer = said.findLast(({ role }) => role === "agent") ?? said.findLast(({ role }) => role === "assistant");
  const filled = {
    title: Array.from(packet.question.trim().split("\n", 1)[0]).slice(0, TITLE).join(""),
    question: packet.question,
    answer: answer?.text ?? "",
    language: answer?.language || packet.language,
    products: packet.case.product ?? "",
    models: "",
    markets: packet.case.market ?? "",
    audience: "agent",
  };
  for (const [name, text] of Object.entries(filled)) form.elements[name].value = text;
  byId("promote-done").replaceChildren();
  form.hidden = false;
  openPanel("promote");
}

/** Wires that form; `promoted` is called when the draft was made. */
export function setUpPromotion(caseId, promoted) {
  const form = byId("promote-form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const agent = await requireAgent();
    if (agent === "") return;
    const body = {
      agent,
      ...Object.fromEntries(["title", "question", "answer", "language", "audience"].map((name) => [name, value(form, name)])),
      ...Object.fromEntries(["products", "models", "markets"].map((name) => [name, listOf(value(form, name))])),
    };
    busy(form, true);
    try {
      show(await post(`/v1/handoffs/${encodeURIComponent(caseId)}/promote`, body));
      form.hidden = true;
      promoted();
    } catch (error) {
      byId("promote-done").replaceChildren(element("p", { class: "notice failed", role: "alert" }, error.message));
    } finally {
      busy(form, false);
    }
  });
}

function show({ title, path, text }) {
  byId("promote-done").replaceChildren(
    element("p", { class: "promoted", role: "status", tabindex: "-1" }, element("strong", {}, say("promote.done")), " ", say("promote.done.what")),
    element("p", {}, element("bdi", {}, title), element("span", { class: "muted", dir: "ltr" }, ` ${path}`)),
    element("pre", { class: "promoted-text", dir: "auto", tabindex: "0" }, text),
  );
  byId("promote-done").firstElementChild.focus();
}

function onSubmit(name, run) {
  const form = byId(`${name}-form`);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    busy(form, true);
    // what refuses a step is told on the page: the panel goes away only when the step was taken
    const isDone = await run(form);
    busy(form, false);
    if (isDone) byId(`${name}-panel`).close();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

function busy(form, isBusy) {
  form.querySelector("[type=submit]").disabled = isBusy;
}

function value(form, name) {
  return form.elements[name].value.trim();
}

function listOf(text) {
  return text.split(/[,，、\n]/).map((one) => one.trim()).filter(Boolean);
}
