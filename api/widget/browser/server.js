// Requests to the server that the script came from. Nothing else is ever asked.

import { Problem, problemOf } from "./problems.js";

const PATIENCE_MS = 60_000;
// a server that works sends at least a heartbeat every ten seconds
const SILENCE_MS = 35_000;
const CONVERSATION = "Tradewind-Conversation";

export class Server {
  constructor({ origin, key }) {
    this.origin = origin;
    this.key = key;
  }

  /** The response to a request; throws a Problem. */
  async ask(method, path, { body, secret, accept = "application/json" } = {}) {
    const headers = { Accept: accept };
    if (this.key) headers.Authorization = `Bearer ${this.key}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (secret) headers[CONVERSATION] = secret;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const response = await fetch(this.origin + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: patience.signal,
        credentials: "omit",
        referrerPolicy: "no-referrer",
      });
      if (!response.ok) throw problemOf(response.status, response.headers.get("Retry-After"));
      return response;
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(navigator.onLine === false ? "offline" : "failed");
    } finally {
      clearTimeout(timer);
    }
  }

  async json(method, path, options) {
    const response = await this.ask(method, path, options);
    try {
      return response.status === 204 ? null : await response.json();
    } catch {
      throw new Problem("failed");
    }
  }

  /** Tells `heard(name, data)` of every event; gives the data of the last one, `done`. */
  async stream(path, body, secret, heard) {
    const response = await this.ask("POST", path, { body, secret, accept: "text/event-stream" });
    try {
      for await (const { name, data } of eventsOf(response.body)) {
        if (name === "done") return data;
        if (name === "error") throw problemOf(data.status ?? 500);
        heard(name, data);
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
    }
    // cut off in the middle: what was sent is known by its id and can be sent again
    throw new Problem(navigator.onLine === false ? "offline" : "failed");
  }
}

async function* eventsOf(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let kept = "";
  try {
    for (;;) {
      const { value, done } = await inTime(reader.read());
      if (done) return;
      kept += decoder.decode(value, { stream: true });
      const parts = kept.split("\n\n");
      kept = parts.pop();
      for (const part of parts) {
        const name = /^event: (.*)$/m.exec(part)?.[1];
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (name && data) yield { name, data: JSON.parse(data) };
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** What is promised, or a Problem where nothing at all was heard for too long. */
function inTime(promised) {
  let timer;
  const silence = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Problem("failed")), SILENCE_MS);
  });
  return Promise.race([promised, silence]).finally(() => clearTimeout(timer));
}
