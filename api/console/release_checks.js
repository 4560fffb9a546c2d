// The golden gate before a publication: run with its progress, and stopped when asked.

import { del, get, post } from "./api.js";
import { byId } from "./elements.js";
import { named, say } from "./words.js";

const LOOK_MS = 500;

/**
 * Runs the gate for a candidate; false where it was stopped. What it says, publishing says. `begun`
 * is called when it is under way.
 */
export async function checked(release, { begun }) {
  const address = `/v1/releases/${encodeURIComponent(release)}/gate`;
  let status;
  try {
    status = await post(address, {});
  } catch (error) {
    if (error.status !== 409) throw error;
    // one is under way: this candidate's is followed, and publishing waits for another's
    status = await get(`${address}?changes=0`);
  }
  const stop = byId("work-stop");
  const cancel = () => {
    stop.disabled = true;
    del(address).catch(() => undefined);
  };
  byId("work").hidden = false;
  byId("work-left").textContent = byId("work-item").textContent = byId("work-counts").textContent = "";
  byId("work-stage").textContent = named("reindex.stage", "checking");
  stop.textContent = say("releases.stop_check");
  stop.disabled = false;
  stop.addEventListener("click", cancel);
  begun();
  try {
    while (status.state === "running") {
      show(status);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      status = await get(`${address}?changes=0`);
    }
  } finally {
    stop.removeEventListener("click", cancel);
    stop.textContent = say("releases.stop");
    byId("work").hidden = true;
  }
  return status.state !== "cancelled";
}

function show({ done, total }) {
  const bar = byId("work-bar");
  byId("work-left").textContent = total > 0 ? say("reindex.of", { finished: done, total }) : "";
  if (total > 0) {
    bar.max = total;
    bar.value = done;
  } else bar.removeAttribute("value");
}
