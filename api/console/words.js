// The page's words, from the catalogue of its language; numbers and times as that language writes them.

const page = document.documentElement;
/** The interface's language as `lang` says it: en, zh-Hans. */
export const language = page.lang;
const phrases = await load(`./words.${page.dataset.words}.json`);
const plurals = new Intl.PluralRules(language);
const wholes = new Intl.NumberFormat(language);
const shares = new Map();
const relatives = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const moments = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });

/** A file of the console, read once. */
export async function load(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new TypeError(`${name}: ${response.status}`);
  return response.json();
}

/** The phrase of a key, its placeholders filled; `count` chooses the plural form. */
export function say(key, values = {}) {
  const phrase = phrases[key];
  if (phrase === undefined) throw new TypeError(`${key} is in no catalogue`);
  return filled(phrase, values);
}

/** The phrase `family.name`; where the catalogue has none, `otherwise`. */
export function named(family, name, otherwise = name, values = {}) {
  const phrase = phrases[`${family}.${name}`];
  return phrase === undefined ? otherwise : filled(phrase, values);
}

/** A phrase, or the plural form of it, with its placeholders filled. */
export function filled(phrase, values) {
  const form = typeof phrase === "string" ? phrase : (phrase[plurals.select(values.count)] ?? phrase.other);
  return form.replaceAll(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? wholes.format(value) : String(value);
  });
}

/** 0.862 → 86%; with a decimal where two shares to be compared would look alike. */
export function percent(value, beside = null) {
  const near = beside !== null && value !== beside && Math.abs(value - beside) < 0.01;
  const digits = near || (value > 0 && value < 0.01) || (value < 1 && value > 0.99) ? 1 : 0;
  if (!shares.has(digits)) {
    shares.set(digits, new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }
  return shares.get(digits).format(value);
}

/** 1234.5 → 1,234.5 */
export function number(value, options) {
  return options ? new Intl.NumberFormat(language, options).format(value) : wholes.format(value);
}

/** An ISO time → day and time where the reader is. */
export function moment(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.valueOf()) ? String(iso) : moments.format(at);
}

/** 2026-06-30 → that day, as the language writes it. */
export function day(iso) {
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.valueOf()) ? String(iso) : days.format(at);
}

/** Seconds from now → "in 20 minutes", "3 hours ago". */
export function fromNow(seconds) {
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= length) return relatives.format(Math.trunc(seconds / length), unit);
  }
  return relatives.format(Math.trunc(seconds), "second");
}

/** A language's name in the interface's: de → German. */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames(language, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // no language tag at all
  }
}

/** Whether two tags name what is read alike: en and en-GB, but not zh-Hans and zh-Hant. */
export function sameLanguage(one, other) {
  const [a, b] = [one, other].map((tag) => (tag || "und").toLowerCase().split("-"));
  return a[0] === b[0] && (a[0] !== "zh" || script(a) === script(b));
}

function script(parts) {
  return parts.includes("hant") || parts.includes("tw") || parts.includes("hk") ? "hant" : "hans";
}

/** a, b and c, as the language lists. */
export function listed(items, type = "conjunction") {
  return new Intl.ListFormat(language, { type }).format(items);
}
