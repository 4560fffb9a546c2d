// Calls to the server. A failure is always an Error whose message can be shown to an agent.

async function result(response) {
  if (response.ok) return response.json();
  let detail = `The server answered ${response.status}.`;
  try {
    const problem = await response.json();
    if (typeof problem.detail === "string") detail = problem.detail;
  } catch {
    // not a problem document: the status has to do
  }
  const error = new Error(detail);
  error.status = response.status;
  throw error;
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (cause) {
    if (cause.name === "AbortError") throw cause;
    throw new Error("The server does not answer. Is Tradewind still running?", { cause });
  }
  return result(response);
}

export function get(path) {
  return call(path, { headers: { Accept: "application/json" } });
}

export function post(path, body, signal) {
  const options = { method: "POST", signal, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  return call(path, options);
}
