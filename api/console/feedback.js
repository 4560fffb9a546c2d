// What an agent thinks of a reply, in one key; it can be taken back for a few seconds before it goes.

import { requireAgent } from "./agent.js";
import { post } from "./api.js";
import { byId } from "./elements.js";
import { retract, toast } from "./toast.js";
import { named, say } from "./words.js";

const UNDO_SECONDS = 5;
let waiting = null;

/** Sends what still waits when the page is left. */
export function setUpFeedback() {
  addEventListener("pagehide", () => {
    if (waiting) send(waiting, { lasting: true });
  });
}

/** Takes back what was not sent yet; false where nothing waits. */
export function undoFeedback() {
  if (waiting === null) return false;
  const { show } = waiting;
  waiting = null;
  retract();
  show("");
  toast(say("feedback.undone"));
  return true;
}

/**
 * Tells the server of a verdict (right, edited, wrong) once nobody took it back.
 * `show(state, message)` draws the card: "sending", "sent", "failed", or "" for none.
 */
export async function giveFeedback(body, show) {
  const agent = await requireAgent();
  if (agent === "") return;
  const given = { body: { ...body, agent }, show };
  show("sending", named("feedback.state", body.verdict));
  // a message that still stands tells of an earlier verdict: that one goes now
  toast(named("feedback.given", body.verdict), {
    seconds: UNDO_SECONDS,
    actions: [{ label: say("feedback.undo"), key: "u", run: undoFeedback }],
    done: () => {
      if (waiting === given) send(given);
    },
  });
  waiting = given;
}

async function send(given, options = {}) {
  waiting = null;
  const { body, show } = given;
  try {
    await post("/v1/feedback", body, undefined, options);
    show("sent", named("feedback.state", body.verdict));
  } catch (error) {
    show("failed", say("feedback.failed", { message: error.message }));
    toast(say("feedback.failed", { message: error.message }), {
      kind: "failed",
      seconds: 12,
      actions: [{ label: say("feedback.again"), key: "", run: () => giveFeedback(body, show) }],
    });
  }
}

/** Asks what is wrong: {reason}, or null where the agent changed their mind. */
export function askWhatIsWrong() {
  const panel = byId("wrong-panel");
  const form = byId("wrong-form");
  form.reset();
  panel.showModal();
  const choices = Array.from(form.querySelectorAll("[name=reason]"));
  choices[0].focus();
  return new Promise((resolve) => {
    let answer = null;
    const stop = new AbortController();
    const { signal } = stop;
    form.addEventListener("keydown", (event) => {
      if (event.target.matches("textarea")) {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        form.requestSubmit();
        return;
      }
      const choice = choices[Number(event.key) - 1];
      if (choice) {
        choice.checked = true;
        choice.focus();
      }
    }, { signal });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = byId("wrong-words").value.trim();
      const code = choices.find((one) => one.checked)?.value ?? "other";
      answer = { reason: words ? `${code}: ${words}` : code };
      panel.close();
    }, { signal });
    panel.addEventListener("close", () => {
      stop.abort();
      resolve(answer);
    }, { signal });
  });
}
