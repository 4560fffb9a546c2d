// The band above the queue while a class of risk is orange or red across customers.

import { get } from "./api.js";
import { alertTag, riskName } from "./case_words.js";
import { byId, element } from "./elements.js";
import { moment, number, say } from "./words.js";

const SHOWN = ["red", "orange"];
const LOOK_MS = 60000;
let only = () => undefined;

/** Looks now and then; `onRisk` is called with the class whose cases are wanted. */
export function setUpAlerts(onRisk) {
  only = onRisk;
  setInterval(() => document.hidden || lookAtAlerts(), LOOK_MS);
  return lookAtAlerts();
}

/** Looks which alerts stand now. */
export async function lookAtAlerts() {
  try {
    const { alerts } = await get("/v1/handoffs/alerts", undefined, { background: true });
    show(alerts.filter(({ colour }) => SHOWN.includes(colour)));
  } catch {
    // the queue itself says what is wrong; an alert that is known stays
  }
}

function show(alerts) {
  const band = byId("alerts");
  const sorted = alerts.toSorted((one, other) => SHOWN.indexOf(one.colour) - SHOWN.indexOf(other.colour));
  const told = JSON.stringify(sorted);
  if (band.dataset.told === told) return;
  band.dataset.told = told;
  band.replaceChildren(...sorted.map(line));
  band.hidden = sorted.length === 0;
}

function line({ risk_class: risk, colour, customers, usual, since }) {
  return element(
    "p",
    { class: `alert-line alert-line-${colour}` },
    alertTag(colour),
    element("strong", {}, riskName(risk)),
    element("span", {}, say("alert.customers", { count: customers, usual: number(usual, { maximumFractionDigits: 1 }), moment: moment(since) })),
    element("button", { class: "button", type: "button", click: () => only(risk) }, say("alert.show")),
  );
}
