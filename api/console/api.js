// Calls to the server. A failure is always an Error whose message can be shown to an agent.
//
// Every call that changes something says that it comes from this page (X-CSRF-Token). A call that is
// refused because the session is over waits until somebody has signed in again, and is then made once
// more: what was typed is still on the page.

import { named, say } from "./words.js";

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);
let token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
let signInAgain = null;

/** `again` is called where the session is over; it gives whether somebody is signed in again. */
export function onSignedOut(again) {
  signInAgain = again;
}

/** What a call that changes something sends along, where it is not made from here. */
export function proof() {
  return token === "" ? {} : { "X-CSRF-Token": token };
}

/** Who this browser is signed in as by now; their session is this page's from here on. */
export async function whoAmI() {
  const who = await get("/v1/session", undefined, { background: true });
  const name = document.body.dataset.name;
  if (who.csrf_token && (name === undefined || name === who.name)) token = who.csrf_token;
  return who;
}

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
  error.retryAfter = Number(response.headers.get("Retry-After")) || 0;
  return error;
}

/** The server says it in English, and best; elsewhere what the code means, then the server's words. */
function message(told, detail, status) {
  if (document.documentElement.dataset.words === "en" && detail) return detail;
  if (told) return told;
  return detail ? say("api.said", { detail }) : say("api.status", { status: String(status) });
}

async function call(path, options, { isRepeated = false } = {}) {
  let response;
  const headers = { ...options.headers, ...(UNSAFE.has(options.method) ? proof() : {}) };
  try {
    response = await fetch(path, { ...options, headers });
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new Error(say("api.unreachable"), { cause });
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  const error = await failure(response);
  if (!isRepeated && (await isMended(error))) return call(path, options, { isRepeated: true });
  throw error;
}

/** Whether the same call may go through now: somebody signed in again, here or in another tab. */
export async function isMended({ status, code }) {
  if (token === "") return false;
  if (status === 403 && code === "csrf") {
    const before = token;
    await whoAmI();
    return token !== before;
  }
  return status === 401 && !code.startsWith("sign-in") && signInAgain !== null ? signInAgain() : false;
}

/** `background`: nobody asked for it, so it does not count as work. */
export function get(path, signal, { background = false } = {}) {
  const headers = { Accept: "application/json" };
  if (background) headers["X-Background"] = "1";
  return call(path, { signal, headers });
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

/** Sends a body that is no JSON object of its own, or with headers such as If-Match; `lasting` as for `post`. */
export function send(method, path, { json, headers = {}, signal, lasting = false } = {}) {
  const options = { method, signal, keepalive: lasting, headers: { Accept: "application/json", ...headers } };
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
