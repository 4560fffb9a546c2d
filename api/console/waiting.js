// How long somebody has to wait, in words.

import { language } from "./words.js";

const MINUTE = 60;

/** 45 → "45 seconds", 200 → "4 minutes", as the interface's language says it. */
export function waitingTime(seconds) {
  const isLong = seconds >= 2 * MINUTE;
  const unit = isLong ? "minute" : "second";
  const count = Math.max(1, isLong ? Math.ceil(seconds / MINUTE) : Math.ceil(seconds));
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
