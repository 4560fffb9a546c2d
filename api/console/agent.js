// Who sits at this console. A person who signed in is who they are; where a key did, somebody says
// who they are when it is first needed, and it is kept in this browser.

import { byId } from "./elements.js";
import { keep, recall } from "./remembered.js";
import { say } from "./words.js";

const { kind, name: signedIn, roles = "" } = document.body.dataset;
const listeners = [];
let answered = () => undefined;

/** The agent's name; "" while nobody said it. */
export function agentName() {
  return kind === "person" ? signedIn : recall("agent");
}

/** Whether they may take steps with cases that are a colleague's. */
export function isLead() {
  return roles.split(" ").some((role) => role === "lead" || role === "admin");
}

/** The agent's name, asked for where it is not known yet; "" where the agent does not want to say. */
export function requireAgent() {
  return agentName() === "" ? askAgent() : Promise.resolve(agentName());
}

/** Is called with the name whenever it changes. */
export function onAgent(listener) {
  listeners.push(listener);
}

/** Wires the button and the panel, where there are any. */
export function setUpAgent() {
  if (kind === "person") return;
  const panel = byId("agent-panel");
  byId("agent").addEventListener("click", askAgent);
  byId("agent-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = byId("agent-input").value.trim();
    if (name === "") return;
    keep("agent", name);
    show();
    for (const listener of listeners) listener(name);
    panel.close();
  });
  panel.addEventListener("close", () => {
    answered(agentName());
    answered = () => undefined;
  });
  show();
}

function askAgent() {
  byId("agent-input").value = agentName();
  byId("agent-panel").showModal();
  byId("agent-input").select();
  return new Promise((resolve) => (answered = resolve));
}

function show() {
  const name = agentName();
  const button = byId("agent");
  button.classList.toggle("unknown", name === "");
  button.title = name === "" ? say("agent.title") : say("agent.change", { name });
  button.querySelector(".agent-initial").textContent = Array.from(name)[0]?.toLocaleUpperCase() ?? "";
  const label = button.querySelector(".agent-name");
  label.textContent = name === "" ? say("agent.unknown") : name;
  label.dir = "auto";
}
