// The re-index panel: start, live progress, and what happened to every file.

import { get, post } from "./api.js";
import { byId, element } from "./elements.js";
import { named, number, percent, say } from "./words.js";

let stream = null;

/** Wires the button; `published` is called when a new release answers. */
export function setUpReindex(published) {
  const panel = byId("reindex-panel");
  // agents and leads have no button
  if (!byId("reindex")) return;
  byId("reindex").addEventListener("click", async () => {
    panel.showModal();
    try {
      show(await post("/v1/releases"), published);
      listen(published);
    } catch (error) {
      if (error.status === 409) listen(published);
      else failed(error.message);
    }
  });
  get("/v1/releases/progress").then(
    (status) => status.state === "running" && listen(published),
    () => undefined,
  );
}

function listen(published) {
  if (stream !== null) return;
  byId("reindex").disabled = false;
  stream = new EventSource("/v1/releases/progress");
  stream.addEventListener("progress", (event) => show(JSON.parse(event.data), published));
  stream.addEventListener("error", () => {
    if (stream !== null && stream.readyState === EventSource.CLOSED) stop();
  });
}

function stop() {
  stream?.close();
  stream = null;
  byId("reindex").textContent = say("reindex.button");
}

function show(status, published) {
  if (status.state === "running") running(status);
  if (status.state === "failed") {
    stop();
    failed(status.error ?? say("reindex.broken"));
  }
  if (status.state === "cancelled") {
    stop();
    failed(say("reindex.cancelled"));
  }
  if (status.state === "refused") {
    stop();
    failed(status.error);
  }
  if (status.state === "done") {
    stop();
    done(status.report);
    published();
  }
}

/** Progress comes many times a second; only what is new in words is read out. */
function speak(text) {
  const line = byId("reindex-spoken");
  if (line.textContent !== text) line.textContent = text;
}

function running({ stage, done: finished, total, item }) {
  const share = total > 0 ? percent(Math.floor((100 * finished) / total) / 100) : "…";
  byId("reindex").textContent = say("reindex.running", { share });
  speak(named("reindex.stage", stage || "starting", stage));
  byId("reindex-body").replaceChildren(
    element(
      "p",
      { class: "stage" },
      element("strong", {}, named("reindex.stage", stage || "starting", stage)),
      element("span", {}, total > 0 ? say("reindex.of", { finished, total }) : ""),
    ),
    total > 0
      ? element("progress", { max: total, value: finished, "aria-label": say("reindex.progress") })
      : element("progress", { "aria-label": say("reindex.progress") }),
    element("p", { class: "stage-item", dir: "ltr" }, item),
    element("p", { class: "count" }, say("reindex.meanwhile")),
  );
}

function failed(message) {
  speak(`${say("reindex.failed")} ${message}`);
  byId("reindex-body").replaceChildren(
    element("p", {}, element("strong", {}, say("reindex.failed"))),
    element("p", {}, message),
  );
}

function done(report) {
  const errors = report.problems.filter((problem) => problem.severity === "error");
  const held = report.problems.filter((problem) => problem.severity === "quarantine");
  const warnings = report.problems.filter((problem) => problem.severity === "warning");
  speak(say("reindex.published"));
  byId("reindex-body").replaceChildren(
    element(
      "p",
      {},
      element("strong", {}, say("reindex.published")),
      " ",
      say("reindex.took", { seconds: number(report.seconds, { maximumFractionDigits: 1 }), release: report.release }),
    ),
    element(
      "dl",
      { class: "figures" },
      ...figure(say("reindex.documents"), report.documents),
      ...figure(say("reindex.pages"), report.pages),
      ...figure(say("reindex.passages"), report.chunks),
      ...figure(say("reindex.embedded"), report.embedded),
    ),
    ...files(say("reindex.errors"), errors, "error", true),
    ...files(say("reindex.held"), held, "error", true),
    ...files(say("reindex.warnings"), warnings, "warning", false),
    ...files(say("reindex.added"), report.added.map(pathOnly), "", false),
    ...files(say("reindex.changed"), report.changed.map(pathOnly), "", true),
    ...files(say("reindex.removed"), report.removed.map(pathOnly), "", true),
    element("p", { class: "count" }, say("reindex.unchanged", { count: report.unchanged })),
  );
}

function pathOnly(path) {
  return { path, reason: "" };
}

function figure(name, value) {
  return [
    element("div", {}, element("dt", {}, name), element("dd", {}, number(value))),
  ];
}

function files(title, list, kind, open) {
  if (list.length === 0) return [];
  return [
    element(
      "details",
      { class: `files ${kind}`, open },
      element("summary", {}, `${title} (${number(list.length)})`),
      element(
        "ul",
        {},
        ...list.map(({ path, reason }) =>
          element("li", {}, element("bdi", {}, path), reason ? element("span", { class: "reason", lang: "en" }, reason) : null),
        ),
      ),
    ),
  ];
}
