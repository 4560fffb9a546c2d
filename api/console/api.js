// Calls to the server. A failure is always an Error whose message can be shown to an agent.

import { named, say } from "./words.js";

/** The problem document as an Error: message in the interface's language, `detail` the server's. */
async function failure(response) {
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // not a problem document: the status has to do
  }
  const code = String(problem.type ?? "").split(":").at(-1);
  const detail = typeof problem.detail === "string" ? problem.detail : "";
  const told = named("problem", code, named("problem", String(response.status), ""));
  const error = new Error(message(told, detail, response.status));
  error.status = response.status;
  error.code = code;
  error.detail = detail;
  error.errors = Array.isArray(problem.errors) ? problem.errors : [];
  return error;
}

/** The server says it in English, and best; elsewhere what the code means, then the server's words. */
function message(told, detail, status) {
  if (document.documentElement.dataset.words === "en" && detail) return detail;
  if (told) return told;
  return detail ? say("api.said", { detail }) : say("api.status", { status: String(status) });
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new Error(say("api.unreachable"), { cause });
  }
  if (!response.ok) throw await failure(response);
  return response.status === 204 ? null : response.json();
}

export function get(path, signal) {
  return call(path, { signal, headers: { Accept: "application/json" } });
}

/** `lasting` is sent even where the page is left at once. */
export function post(path, body, signal, { lasting = false } = {}) {
  const options = { method: "POST", signal, keepalive: lasting, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  return call(path, options);
}

/** Takes something away; `lasting` as for `post`. */
export function del(path, { lasting = false } = {}) {
  return call(path, { method: "DELETE", keepalive: lasting, headers: { Accept: "application/json" } });
}

/** Sends a body that is no JSON object of its own, or with headers such as If-Match. */
export function send(method, path, { json, headers = {}, signal } = {}) {
  const options = { method, signal, headers: { Accept: "application/json", ...headers } };
  if (json !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(json);
  }
  return call(path, options);
}

/** An answer that was got otherwise (an upload with its progress) as the Error it tells of. */
export function failed(status, text) {
  return failure(new Response(text, { status: status || 500 }));
}
