// Who is signed in here: their roles, password and sessions; and signing in again when it is over.

import { del, get, onSignedOut, post, send, whoAmI } from "./api.js";
import { byId, element } from "./elements.js";
import { toast } from "./toast.js";
import { waitingTime } from "./waiting.js";
import { moment, named, say } from "./words.js";

const SIGN_IN = "/console/sign-in";
const page = document.body.dataset;
let asked = null;

/** Wires the button and both panels; without a session there are none. */
export function setUpAccount() {
  tellRefusal();
  if (!byId("account")) return;
  byId("account").title = page.kind === "person" ? page.name : say("account.key", { name: page.name });
  byId("account").addEventListener("click", open);
  byId("sign-out").addEventListener("click", () => leave(() => del("/v1/session")));
  byId("sign-out-everywhere").addEventListener("click", () => leave(() => del("/v1/sessions")));
  byId("account-sessions").addEventListener("toggle", ({ target }) => target.open && showSessions());
  byId("password-form")?.addEventListener("submit", setPassword);
  setUpAgain();
}

async function open() {
  fail("");
  byId("account-panel").showModal();
  try {
    const who = await whoAmI();
    const minutes = say("account.minutes", { count: who.idle_minutes });
    byId("account-until").textContent = say("account.until", { time: moment(who.expires_at), minutes });
    const known = byId("password-known");
    if (known) {
      known.hidden = !who.needs_password;
      byId("password-forgotten").hidden = known.hidden || who.method !== "link";
      known.querySelector("input").required = !known.hidden;
    }
  } catch (error) {
    fail(error.message);
  }
}

async function showSessions() {
  try {
    const { sessions } = await get("/v1/sessions");
    byId("account-list").replaceChildren(...sessions.map(sessionLine));
  } catch (error) {
    fail(error.message);
  }
}

function sessionLine(one) {
  const name = one.device || say("account.unknown_device");
  const line = element(
    "li",
    {},
    element("span", {}, element("strong", {}, name), one.is_this ? ` (${say("account.this")})` : ""),
    element("span", { class: "muted" }, `${say("account.seen", { time: moment(one.seen_at) })} · `, element("bdi", {}, one.address)),
  );
  if (!one.is_this) {
    const label = `${say("account.end")}: ${name}`;
    line.append(element("button", { class: "button", type: "button", "aria-label": label, click: () => end(one.id) }, say("account.end")));
  }
  return line;
}

async function end(id) {
  try {
    await del(`/v1/sessions/${encodeURIComponent(id)}`);
  } catch (error) {
    fail(error.message);
  }
  await showSessions();
  byId("account-sessions").querySelector("summary").focus();
}

async function leave(run) {
  try {
    await run();
    location.assign(SIGN_IN);
  } catch (error) {
    fail(error.message);
  }
}

async function setPassword(event) {
  event.preventDefault();
  const form = event.target;
  const said = new FormData(form);
  fail("");
  try {
    await send("PUT", "/v1/session/password", { json: { known: said.get("known"), password: said.get("password") } });
    form.reset();
    byId("account-password").open = false;
    byId("account-panel").close();
    toast(say("account.password.done"), { seconds: 5 });
  } catch (error) {
    fail(error.status === 429 ? say("door.wait", { time: waitingTime(error.retryAfter) }) : error.message);
  }
}

function fail(text, region = byId("account-failed")) {
  region.textContent = text;
  region.hidden = text === "";
}

/** A role that has no use for a page was led here instead: the page says so, once. */
function tellRefusal() {
  const address = new URL(location.href);
  const refused = address.searchParams.get("refused");
  if (!refused) return;
  address.searchParams.delete("refused");
  history.replaceState(history.state, "", address);
  toast(say("door.refused", { view: named("shell.view", refused) }), { seconds: 10 });
}

/* the session is over while somebody works */

function setUpAgain() {
  const panel = byId("again-panel");
  const form = byId("again-form");
  let isIn = false;
  onSignedOut(() => {
    asked ??= new Promise((resolve) => {
      isIn = false;
      form.elements.secret.value = "";
      fail("", byId("again-failed"));
      panel.showModal();
      form.elements.secret.focus();
      panel.addEventListener("close", () => resolve(isIn), { once: true });
    }).finally(() => (asked = null));
    return asked;
  });
  const done = () => {
    isIn = true;
    panel.close();
    toast(say("again.done"));
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const secret = form.elements.secret.value;
    try {
      if (page.kind === "person") await post("/v1/session", { name: page.name, password: secret });
      else await post("/v1/session/key", { key: secret });
      await settle(done);
    } catch (error) {
      const text = error.status === 429 ? say("door.wait", { time: waitingTime(error.retryAfter) }) : error.message;
      fail(text, byId("again-failed"));
      form.elements.secret.select();
    }
  });
  // back from the other tab: perhaps somebody signed in there
  addEventListener("focus", () => panel.open && settle(done).catch(() => undefined));
}

/** Whether the browser's session is this page's person again. */
async function settle(done) {
  const who = await whoAmI();
  if (!who.csrf_token) return;
  if (who.name === page.name) done();
  else fail(say("again.other", { name: page.name }), byId("again-failed"));
}
