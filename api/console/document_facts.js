// The facts of one document as a form: what its own files state, what its folders say, what is wrong.

import { requireAgent } from "./agent.js";
import { get, send } from "./api.js";
import { routeOf } from "./document_detail.js";
import { element } from "./elements.js";
import { toast } from "./toast.js";
import { named, say } from "./words.js";

const CHECK_MS = 400;
const MANY = new Set(["list", "paths"]);

/** What was typed over which version and is not saved yet, by path: looking elsewhere loses nothing. */
const typed = new Map();

/** The panel of a document's facts; `again` draws it anew. */
export async function factsPanel(one, { signal, changed, again }) {
  if (one.state === "removed") return element("p", { class: "muted" }, say("documents.facts.removed"));
  const found = await get(routeOf(one, "/facts"), signal);
  const form = element("form", { class: "facts-form" }, ...found.fields.map((field) => fieldOf(field, found)));
  const save = element("button", { class: "button button-main", type: "submit", "data-key": "save" }, say("documents.facts.save"));
  const drop = element("button", { class: "button", type: "button", "data-key": "drop", hidden: true, click: () => forget() }, say("documents.facts.drop"));
  const said = element("p", { class: "fact-wrong field-wide", role: "status" });
  form.append(said, element("div", { class: "actions field-wide" }, save, drop));
  const held = typed.get(one.path);
  for (const { key } of found.fields) if (held?.values.has(key)) form.elements[key].value = held.values.get(key);
  drop.hidden = held === undefined;
  let { version } = held ?? found;
  let timer = 0;
  function forget() {
    clearTimeout(timer);
    typed.delete(one.path);
    again({ quiet: true });
  }
  const check = () => {
    clearTimeout(timer);
    typed.set(one.path, { version, values: new Map(found.fields.map(({ key }) => [key, form.elements[key].value])) });
    drop.hidden = false;
    timer = setTimeout(async () => {
      try {
        const planned = await send("PUT", routeOf(one, "/facts"), { json: { by: "-", values: valuesOf(form, found.fields), dry_run: true }, signal });
        show(form, said, planned, found.fields);
      } catch (error) {
        if (error.name !== "AbortError") refused(form, said, error, found.fields);
      }
    }, CHECK_MS);
  };
  form.addEventListener("input", check);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const by = await requireAgent();
    if (by === "") return;
    try {
      const now = await send("PUT", routeOf(one, "/facts"), { json: { by, values: valuesOf(form, found.fields) }, headers: { "If-Match": `"${version}"` } });
      ({ version } = now);
      typed.delete(one.path);
      show(form, said, now, found.fields);
      toast(say("documents.facts.saved"), { seconds: 4 });
      changed({});
    } catch (error) {
      refused(form, said, error, found.fields);
      // somebody else was quicker: what they stated has to be seen first
      if (error.status === 412 || error.status === 409) said.append(" ", element("button", { class: "button", type: "button", click: forget }, say("documents.facts.reload")));
      else form.querySelector("[aria-invalid=true]")?.focus();
    }
  });
  show(form, said, found, found.fields);
  if (held !== undefined) check();
  // the text may have to be read first: the form does not wait for it
  const box = element("div", {});
  get(routeOf(one, "/facts/proposed"), signal).then(
    ({ proposed }) => box.replaceChildren(suggestions(proposed, form, check)),
    () => undefined, // a document whose text cannot be read has none
  );
  return [box, form];
}

function fieldOf({ key, kind, choices }, found) {
  const own = found.own[key];
  const above = found.stated.filter((fact) => fact.key === key && fact.source === "folder").at(-1);
  const field = kind === "choice" ? choice(key, choices, own) : input(key, kind, own);
  field.id = `fact-${key}`;
  const from = above ? say("documents.facts.from", { value: shownValue(above.value), file: above.file }) : "";
  field.setAttribute("aria-describedby", `fact-${key}-wrong${from ? ` fact-${key}-from` : ""}`);
  return element(
    "div",
    { class: `field${kind === "paths" || key === "title" ? " field-wide" : ""}` },
    element("label", { for: field.id }, named("documents.key", key, key)),
    field,
    element("span", { class: "fact-wrong", id: `fact-${key}-wrong`, "data-wrong": key, lang: "en" }),
    from ? element("span", { class: "fact-from", id: `fact-${key}-from` }, from) : "",
  );
}

function choice(key, choices, own) {
  return element("select", { name: key }, element("option", { value: "" }, say("documents.facts.not_stated")), ...choices.map((value) => element("option", { value, selected: value === own }, key === "kind" ? named("document.kind", value, value) : named("documents.value", value, value))));
}

function input(key, kind, own) {
  const text = shownValue(own, "\n");
  if (MANY.has(kind)) {
    const area = element("textarea", { name: key, rows: 2, dir: "auto", placeholder: say("documents.facts.one_a_line") });
    area.value = text;
    return area;
  }
  const field = element("input", { name: key, type: kind === "date" ? "date" : "text", dir: "auto", maxlength: 2000 });
  field.value = text;
  return field;
}

function shownValue(value, between = ", ") {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join(between) : String(value);
}

/** What the form states; what was left empty is stated no more. */
function valuesOf(form, fields) {
  const values = {};
  for (const { key, kind } of fields) {
    const text = form.elements[key].value.trim();
    if (text === "") continue;
    values[key] = MANY.has(kind) ? text.split(/\n/).map((line) => line.trim()).filter(Boolean) : text;
  }
  return values;
}

/** Puts what is wrong, and what is only odd, beside the field that it is about. */
function show(form, said, { problems, odd = [], warnings = [] }, fields) {
  const known = new Set(fields.map(({ key }) => key));
  for (const place of form.querySelectorAll("[data-wrong]")) {
    const mine = problems.filter(({ key }) => key === place.dataset.wrong);
    const doubts = odd.filter(({ key }) => key === place.dataset.wrong);
    place.textContent = [...mine, ...doubts].map(({ message }) => message).join(" ");
    place.classList.toggle("fact-odd", mine.length === 0);
    form.elements[place.dataset.wrong].setAttribute("aria-invalid", String(mine.length > 0));
  }
  said.replaceChildren(...[...problems.filter(({ key }) => !known.has(key)).map(({ message }) => message), ...warnings].map((text) => element("span", { lang: "en" }, text, " ")));
}

function refused(form, said, error, fields) {
  const problems = error.errors.map(({ field, message }) => ({ key: String(field).split(".").at(-1), message }));
  show(form, said, { problems }, fields);
  if (problems.length === 0) said.textContent = error.message;
}

function suggestions(proposed, form, check) {
  const open = proposed.filter(({ holds }) => !holds);
  if (open.length === 0) return "";
  const take = ({ key, value }) => {
    form.elements[key].value = shownValue(value, "\n");
    form.elements[key].focus();
    check();
  };
  return element(
    "div",
    { class: "proposed" },
    element("strong", {}, say("documents.facts.proposed")),
    element(
      "ul",
      {},
      ...open.map((fact) =>
        element(
          "li",
          {},
          element("span", {}, named("documents.key", fact.key, fact.key), ": ", shownValue(fact.value) ? element("strong", { dir: "auto" }, shownValue(fact.value)) : say("documents.facts.no_value")),
          element("span", { class: "muted", dir: "auto" }, say("documents.facts.line", { number: fact.line_number, line: fact.line })),
          fact.takes && form.elements[fact.key] ? element("button", { class: "button", type: "button", "aria-label": `${say("documents.facts.take")}: ${named("documents.key", fact.key, fact.key)}`, click: () => take(fact) }, say("documents.facts.take")) : "",
        ),
      ),
    ),
  );
}
