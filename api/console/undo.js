// What is done in a few seconds unless it is taken back: one thing at a time, never lost on leaving.

import { retract, toast } from "./toast.js";
import { say } from "./words.js";

const UNDO_SECONDS = 5;
let waiting = null;
let running = Promise.resolve();

addEventListener("pagehide", () => waiting && start({ lasting: true }));

/**
 * Does `run({lasting})` in a few seconds, and says so with `message`; `undone` is called where it
 * was taken back. What waited before is done first.
 */
export function later({ message, run, undone = () => undefined }) {
  const mine = { run, undone };
  // the toast's own way of going away does what it tells of
  toast(message, {
    seconds: UNDO_SECONDS,
    actions: [{ label: say("feedback.undo"), key: "u", run: takeBack }],
    done: () => waiting === mine && start(),
  });
  waiting = mine;
}

/** Takes back what still waits; false where nothing does. */
export function takeBack() {
  if (waiting === null) return false;
  const { undone } = waiting;
  waiting = null;
  retract();
  undone();
  toast(say("feedback.undone"));
  return true;
}

/** Does now what still waits, and gives when it is done. */
export function settled() {
  if (waiting !== null) {
    retract();
    start();
  }
  return running;
}

function start(options = {}) {
  const { run } = waiting;
  waiting = null;
  running = Promise.resolve(run(options));
  return running;
}
