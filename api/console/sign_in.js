// The page that one signs in on: by name and password, by a link, or with an API key.

import { get, post, send, whoAmI } from "./api.js";
import { announce, byId } from "./elements.js";
import { setUpTheme } from "./theme.js";
import { waitingTime } from "./waiting.js";
import { say } from "./words.js";

const address = new URL(location.href);
const linkToken = new URLSearchParams(address.hash.slice(1)).get("link");
// what stands behind # was kept by the browser on its way here
const next = document.body.dataset.next + (linkToken ? "" : address.hash);
const forms = { password: byId("password-form"), key: byId("key-form"), choose: byId("choose-form") };

function goOn() {
  location.replace(next);
}

function showFailure(region, error, field) {
  region.textContent = error.status === 429 ? say("door.wait", { time: waitingTime(error.retryAfter) }) : error.message;
  region.hidden = false;
  if (field) {
    field.focus();
    field.select?.();
  } else region.focus();
}

/** Runs a form once at a time; what is refused is told above it. */
function onSubmit(form, region, field, run) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    region.hidden = true;
    try {
      await run(new FormData(form));
    } catch (error) {
      showFailure(region, error, field);
    } finally {
      button.disabled = false;
    }
  });
}

async function byLink(linkToken) {
  announce(say("door.linking"));
  try {
    const who = await post("/v1/session/link", { token: linkToken });
    if (who.has_password) goOn();
    else await choose(who);
  } catch (error) {
    showFailure(byId("failed"), error);
  }
}

/** Somebody who came by a link and has no password may choose one. */
async function choose(who) {
  await whoAmI();
  byId("sign-in").hidden = true;
  byId("choose").hidden = false;
  forms.choose.elements.username.value = who.name;
  document.title = `${say("choose.title")} · Tradewind`;
  byId("choose-title").focus();
}

function setUpPassword() {
  const field = forms.password.elements.password;
  const caps = byId("caps");
  const look = (event) => {
    const isOn = event.getModifierState?.("CapsLock") ?? false;
    const text = isOn ? say("door.caps") : "";
    if (caps.textContent !== text) caps.textContent = text;
  };
  for (const name of ["keydown", "keyup", "pointerdown"]) field.addEventListener(name, look);
  field.addEventListener("blur", () => (caps.textContent = ""));
  byId("show").addEventListener("change", ({ target }) => (field.type = target.checked ? "text" : "password"));
  onSubmit(forms.password, byId("failed"), field, async (said) => {
    await post("/v1/session", { name: said.get("name"), password: said.get("password") });
    goOn();
  });
}

function setUpLanguages() {
  for (const link of document.querySelectorAll("[data-language]")) {
    const other = new URL(location.href);
    other.searchParams.set("lang", link.dataset.language);
    link.href = other.pathname + other.search;
  }
}

address.hash = "";
for (const name of ["lang", "problem"]) address.searchParams.delete(name);
// the token is gone from the address before anything else happens, and the choice of words is kept
history.replaceState(history.state, "", address);
setUpTheme();
setUpLanguages();
setUpPassword();
onSubmit(forms.key, byId("failed"), forms.key.elements.key, async (said) => {
  await post("/v1/session/key", { key: said.get("key") });
  goOn();
});
onSubmit(forms.choose, byId("choose-failed"), forms.choose.elements.password, async (said) => {
  await send("PUT", "/v1/session/password", { json: { password: said.get("password") } });
  goOn();
});
byId("choose-later").addEventListener("click", goOn);
if (linkToken) byLink(linkToken);
else {
  if (byId("failed").hidden) forms.password.elements.name.focus();
  else byId("failed").focus();
  // a link from another site came without the cookie: this page's own call has it
  const who = await get("/v1/session").catch(() => null);
  if (who?.csrf_token) goOn();
}
