// Files on their way in: chosen or dropped, one after the other, each with its progress and its end.

import { requireAgent } from "./agent.js";
import { failed } from "./api.js";
import { byId, element } from "./elements.js";
import { say } from "./words.js";

let known = () => undefined;
let changed = () => undefined;
let queue = Promise.resolve();

/** Wires the button and the page; `known(path)` is a document that is there already. */
export function setUpUploads(given) {
  ({ known, changed } = given);
  byId("upload").addEventListener("click", () => byId("upload-files").click());
  byId("upload-files").addEventListener("change", ({ target }) => {
    uploadFiles([...target.files]);
    target.value = "";
  });
  byId("uploads-close").addEventListener("click", () => {
    byId("uploads").hidden = true;
    byId("upload-list").replaceChildren();
  });
  let depth = 0;
  const carriesFiles = ({ dataTransfer }) => [...(dataTransfer?.items ?? [])].some(({ kind }) => kind === "file");
  const over = (by) => (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + by);
    byId("drop").hidden = depth === 0;
  };
  addEventListener("dragenter", over(1));
  addEventListener("dragleave", over(-1));
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    byId("drop").hidden = true;
    uploadFiles([...event.dataTransfer.files]);
  });
}

/** Uploads files into the folder that is named above the list. */
export async function uploadFiles(files) {
  if (files.length === 0) return;
  const by = await requireAgent();
  if (by === "") return;
  const folder = byId("upload-folder").value.trim().replaceAll(/^\/+|\/+$/g, "");
  byId("uploads").hidden = false;
  for (const file of files) {
    const path = folder === "" ? file.name : `${folder}/${file.name}`;
    const line = uploadLine(path);
    queue = queue.then(() => one(file, path, by, line));
  }
  await queue;
  changed();
}

/** Puts a file in the place of the version that the editor saw. */
export async function replaceDocument(file, { path, sha256 }) {
  const by = await requireAgent();
  if (by === "") return;
  byId("uploads").hidden = false;
  const line = uploadLine(path);
  await put(file, path, by, line, { "If-Match": `"${sha256}"` });
  changed({ path });
}

async function one(file, path, by, line) {
  const status = await put(file, path, by, line, { "If-None-Match": "*" });
  if (status !== 409 && status !== 412) return;
  // somebody has to say that the old file may go
  const there = known(path);
  if (there === undefined || there.sha256 === "") return;
  const replace = () => {
    button.remove();
    queue = queue.then(() => put(file, path, by, line, { "If-Match": `"${there.sha256}"` })).then(() => changed({ path }));
  };
  const button = element("button", { class: "button", type: "button", click: replace }, say("documents.replace"));
  line.said.append(" ", button);
}

function uploadLine(path) {
  const bar = element("progress", { max: 1, value: 0, "aria-label": path });
  const said = element("span", { class: "upload-said", role: "status" });
  byId("upload-list").append(element("li", {}, element("bdi", { class: "path" }, path), bar, said));
  return { bar, said };
}

/** Sends the bytes; its status, told on the line. */
function put(file, path, by, { bar, said }, headers) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const address = path.split("/").map(encodeURIComponent).join("/");
    request.open("PUT", `/v1/documents/${address}?by=${encodeURIComponent(by)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => total > 0 && (bar.value = loaded / total));
    request.addEventListener("loadend", async () => {
      const good = request.status >= 200 && request.status < 300;
      said.className = `upload-said ${good ? "upload-done" : "upload-failed"}`;
      said.textContent = good ? say("documents.uploaded") : request.status === 0 ? say("api.unreachable") : (await failed(request.status, request.responseText)).message;
      if (good) bar.value = 1;
      resolve(request.status);
    });
    said.textContent = "";
    request.send(file);
  });
}
