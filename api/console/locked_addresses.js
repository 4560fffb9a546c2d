// Addresses from which nobody may sign in for a while; where there are none, nothing is shown.

import { get, post } from "./api.js";
import { byId, element } from "./elements.js";
import { redraw } from "./redraw.js";
import { toast } from "./toast.js";
import { moment, say } from "./words.js";

/** Looks which there are, and draws them above the people. */
export async function showLocked() {
  try {
    const { addresses } = await get("/v1/locked-addresses");
    redraw(byId("locked-rows"), addresses.map(row), () => byId("locked-rows").querySelector("button") ?? byId("main"));
    byId("locked").hidden = addresses.length === 0 || byId("people-tools").hidden;
  } catch {
    byId("locked").hidden = true; // the list of people says what is the matter
  }
}

function row({ address, failures, locked_until: until }) {
  return element(
    "li",
    {},
    element("bdi", { class: "path" }, address),
    element("span", {}, say("admin.locked.until", { count: failures, time: moment(until) })),
    element("button", { class: "button", type: "button", "data-key": address, "aria-label": say("admin.locked.unlock", { address }), click: () => unlock(address) }, say("admin.person.unlock")),
  );
}

async function unlock(address) {
  try {
    await post("/v1/locked-addresses/unlock", { address });
    toast(say("admin.locked.unlocked", { address }), { seconds: 6 });
  } catch (error) {
    toast(error.message, { seconds: 10, kind: "failed" });
  }
  await showLocked();
}
