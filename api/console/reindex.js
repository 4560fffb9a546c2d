// The re-index panel: start, live progress, and what happened to every file.

import { get, post } from "/console/api.js";
import { byId, element } from "/console/elements.js";

const STAGES = { "": "Starting", reading: "Reading files", embedding: "Embedding texts", building: "Building the index" };
let stream = null;

/** Wires the button; `published` is called when a new release answers. */
export function setUpReindex(published) {
  const panel = byId("reindex-panel");
  byId("reindex-close").addEventListener("click", () => panel.close());
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
  byId("reindex").textContent = "Re-index";
}

function show(status, published) {
  if (status.state === "running") running(status);
  if (status.state === "failed") {
    stop();
    failed(status.error ?? "Something failed.");
  }
  if (status.state === "done") {
    stop();
    done(status.report);
    published();
  }
}

function running({ stage, done: finished, total, item }) {
  const share = total > 0 ? ` ${Math.floor((100 * finished) / total)} %` : " …";
  byId("reindex").textContent = `Re-indexing${share}`;
  byId("reindex-body").replaceChildren(
    element(
      "p",
      { class: "stage" },
      element("strong", {}, STAGES[stage] ?? stage),
      element("span", {}, total > 0 ? `${finished} of ${total}` : ""),
    ),
    total > 0
      ? element("progress", { max: total, value: finished, "aria-label": "Progress" })
      : element("progress", { "aria-label": "Progress" }),
    element("p", { class: "stage-item", dir: "ltr" }, item),
    element("p", { class: "count" }, "The published release answers until the new one is complete."),
  );
}

function failed(message) {
  byId("reindex-body").replaceChildren(
    element("p", {}, element("strong", {}, "No new release was published.")),
    element("p", {}, message),
  );
}

function done(report) {
  const errors = report.problems.filter((problem) => problem.severity === "error");
  const warnings = report.problems.filter((problem) => problem.severity === "warning");
  byId("reindex-body").replaceChildren(
    element("p", {}, element("strong", {}, "Published."), ` ${report.seconds.toFixed(1)} s, release ${report.release}`),
    element(
      "dl",
      { class: "figures" },
      ...figure("Documents", report.documents),
      ...figure("Pages", report.pages),
      ...figure("Passages", report.chunks),
      ...figure("Newly embedded", report.embedded),
    ),
    ...files("Failed", errors, "error", true),
    ...files("Warnings", warnings, "warning", false),
    ...files("Added", report.added.map(named), "", false),
    ...files("Changed", report.changed.map(named), "", true),
    ...files("Removed", report.removed.map(named), "", true),
    element("p", { class: "count" }, `${report.unchanged} unchanged`),
  );
}

function named(path) {
  return { path, reason: "" };
}

function figure(name, value) {
  return [
    element("div", {}, element("dt", {}, name), element("dd", {}, value.toLocaleString("en"))),
  ];
}

function files(title, list, kind, open) {
  if (list.length === 0) return [];
  return [
    element(
      "details",
      { class: `files ${kind}`, open },
      element("summary", {}, `${title} (${list.length})`),
      element(
        "ul",
        {},
        ...list.map(({ path, reason }) =>
          element("li", {}, path, reason ? element("span", { class: "reason" }, reason) : null),
        ),
      ),
    ),
  ];
}
