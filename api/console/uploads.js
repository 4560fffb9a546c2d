// Files on their way in: chosen or dropped, one after the other, each with its progress and its end.

import { requireAgent } from "./agent.js";
import { failed, get, isMended, proof } from "./api.js";
import { byId, element } from "./elements.js";
import { moment, say } from "./words.js";

const NEW = { "If-None-Match": "*" };
let changed = () => undefined;
let queue = Promise.resolve();

/** Wires the button and the page; `changed` is called when something has come in. */
export function setUpUploads(given) {
  ({ changed } = given);
  byId("upload").addEventListener("click", () => byId("upload-files").click());
  byId("upload-files").addEventListener("change", ({ target }) => {
    uploadFiles([...target.files]);
    target.value = "";
  });
  byId("uploads-close").addEventListener("click", () => {
    byId("uploads").hidden = true;
    byId("upload-list").replaceChildren();
    byId("upload").focus();
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
  byId("uploads").scrollIntoView({ block: "nearest" });
  const came = [];
  for (const file of files) {
    const path = folder === "" ? file.name : `${folder}/${file.name}`;
    const line = uploadLine(path);
    queue = queue.then(async () => (await send(file, path, by, line, NEW)) && came.push(path));
  }
  await queue;
  // the page goes to what came only where no line has to be read that says why another did not
  changed(came.length === files.length ? { path: came[0] } : {});
}

/** Puts a file in the place of the version that the editor saw. */
export async function replaceDocument(file, { path, sha256 }) {
  const by = await requireAgent();
  if (by === "") return;
  byId("uploads").hidden = false;
  byId("uploads").scrollIntoView({ block: "nearest" });
  const line = uploadLine(path);
  queue = queue.then(() => send(file, path, by, line, { "If-Match": `"${sha256}"` }));
  await queue;
  changed({ path });
}

/** The document as it lies there now; undefined where none does. */
export async function documentAt(path, signal) {
  const query = new URLSearchParams({ audience: "agent", limit: 500, q: path });
  const { documents } = await get(`/v1/documents?${query}`, signal);
  return documents.find((one) => one.path === path);
}

/** Sends the file; whether it is there now. Where it is not, its line has the way on. */
async function send(file, path, by, line, headers) {
  const status = await put(file, path, by, line, headers);
  if (status >= 200 && status < 300) return true;
  const again = (label, then) => {
    const button = element("button", { class: "button", type: "button", click: press }, label);
    function press() {
      byId("uploads-close").focus();
      button.remove();
      queue = queue.then(async () => (await send(file, path, by, line, then)) && changed({ path }));
    }
    line.said.after(button);
  };
  if (status === 0 || status >= 500) again(say("ask.again"), headers);
  if (status !== 409 && status !== 412) return false;
  // somebody has to say that this very version may go
  const there = await documentAt(path).catch(() => undefined);
  if (there?.sha256) again(say("documents.replace_version", { at: moment(there.modified_at) }), { "If-Match": `"${there.sha256}"` });
  return false;
}

function uploadLine(path) {
  const bar = element("progress", { max: 1, value: 0, "aria-label": path });
  const said = element("span", { class: "upload-said", role: "status" });
  byId("upload-list").append(element("li", {}, element("bdi", { class: "path" }, path), bar, said));
  return { bar, said };
}

/** Sends the bytes; its status, told on the line. */
function put(file, path, by, { bar, said }, headers, { isRepeated = false } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const address = path.split("/").map(encodeURIComponent).join("/");
    request.open("PUT", `/v1/documents/${address}?by=${encodeURIComponent(by)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    for (const [name, value] of Object.entries({ ...headers, ...proof() })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => total > 0 && (bar.value = loaded / total));
    request.addEventListener("loadend", async () => {
      const refused = [401, 403].includes(request.status) ? await failed(request.status, request.responseText) : null;
      if (!isRepeated && refused && (await isMended(refused))) {
        resolve(await put(file, path, by, { bar, said }, headers, { isRepeated: true }));
        return;
      }
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
