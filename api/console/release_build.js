// A build as it goes: which file, how far, how long still, and the button that stops it.

import { del, get, post } from "./api.js";
import { byId } from "./elements.js";
import { toast } from "./toast.js";
import { fromNow, named, number, say } from "./words.js";

let stream = null;
let told = () => undefined;

/** Wires the button; `ended` gets the status of a build that has ended while one looked. */
export function setUpBuild(ended) {
  told = ended;
  byId("work-stop").addEventListener("click", async () => {
    if (stream === null) return;
    byId("work-stop").disabled = true;
    try {
      await del("/v1/releases/progress");
    } catch (error) {
      toast(error.message, { seconds: 6, kind: "failed" });
    }
  });
}

/** Starts a candidate; one that is under way is followed instead. */
export async function startBuild({ by }) {
  try {
    await post("/v1/releases", { publish: false, by });
  } catch (error) {
    if (error.status !== 409) {
      toast(error.message, { seconds: 10, kind: "failed" });
      return;
    }
  }
  listen();
}

/** Follows a build that was under way when the page was opened. */
export async function followBuild() {
  try {
    const status = await get("/v1/releases/progress");
    if (status.state === "running") listen();
  } catch {
    // whether one is under way is not what the page was opened for
  }
}

function listen() {
  if (stream !== null) return;
  byId("work").hidden = false;
  byId("work-stop").disabled = false;
  byId("build").disabled = true;
  stream = new EventSource("/v1/releases/progress");
  stream.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("error", () => stream?.readyState === EventSource.CLOSED && stop());
}

function stop() {
  stream?.close();
  stream = null;
  byId("work").hidden = true;
  byId("build").disabled = false;
}

function show(status) {
  if (status.state !== "running") {
    stop();
    told(status);
    return;
  }
  const { stage, done, total, item, files, pages, chunks, seconds_left: left } = status;
  byId("work-stage").textContent = named("reindex.stage", stage || "starting", stage);
  byId("work-left").textContent = left === null ? (total > 0 ? say("reindex.of", { finished: done, total }) : "") : say("releases.left", { when: fromNow(left) });
  byId("work-item").textContent = item;
  byId("work-counts").textContent = say("releases.counts", { files: number(files), pages: number(pages), chunks: number(chunks) });
  const bar = byId("work-bar");
  if (total > 0) {
    bar.max = total;
    bar.value = done;
  } else bar.removeAttribute("value");
}
