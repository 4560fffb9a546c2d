// The facts of one document as a form: what its own files state, what its folders say, what is wrong.

import { requireAgent } from "./agent.js";
import { get, send } from "./api.js";
import { routeOf } from "./document_detail.js";
import { element } from "./elements.js";
import { toast } from "./toast.js";
import { named, say } from "./words.js";

const CHECK_MS = 400;
const MANY = new Set(["list", "paths"]);

/** The panel of a document's facts. */
export async function factsPanel(one, { signal, changed }) {
  if (one.state === "removed") return element("p", { class: "muted" }, say("documents.facts.removed"));
  const found = await get(routeOf(one, "/facts"), signal);
  const form = element("form", { class: "facts-form" }, ...found.fields.map((field) => fieldOf(field, found)));
  const save = element("button", { class: "button button-main", type: "submit" }, say("documents.facts.save"));
  const said = element("p", { class: "fact-wrong field-wide", role: "status" });
  form.append(said, element("div", { class: "actions field-wide" }, save));
  let version = found.version;
  let timer = 0;
  const check = () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        const planned = await send("PUT", routeOf(one, "/facts"), { json: { by: "-", values: valuesOf(form, found.fields), dry_run: true }, signal });
        show(form, said, planned.problems, found.fields);
      } catch (error) {
        if (error.name !== "AbortError") refused(form, said, error, found.fields);
      }
    }, CHECK_MS);
  };
  form.addEventListener("input", check);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const by = await requireAgent();
    if (by === "") return;
    try {
      const now = await send("PUT", routeOf(one, "/facts"), { json: { by, values: valuesOf(form, found.fields) }, headers: { "If-Match": `"${version}"` } });
      ({ version } = now);
      show(form, said, now.problems, found.fields);
      toast(say("documents.facts.saved"), { seconds: 4 });
      changed({});
    } catch (error) {
      refused(form, said, error, found.fields);
    }
  });
  show(form, said, found.problems, found.fields);
  // the text may have to be read first: the form does not wait for it
  const box = element("div", { "aria-live": "polite" });
  get(routeOf(one, "/facts/proposed"), signal).then(
    ({ proposed }) => box.replaceChildren(suggestions(proposed, form, check)),
    () => undefined, // a document whose text cannot be read has none
  );
  return [box, form, ...found.warnings.map((warning) => element("p", { class: "muted", lang: "en" }, warning))];
}

function fieldOf({ key, kind, choices }, found) {
  const own = found.own[key];
  const above = found.stated.filter((fact) => fact.key === key && fact.source === "folder").at(-1);
  const field = kind === "choice" ? choice(key, choices, own) : input(key, kind, own);
  field.id = `fact-${key}`;
  const from = above ? say("documents.facts.from", { value: shownValue(above.value), file: above.file }) : "";
  return element("label", { class: `field${kind === "paths" || key === "title" ? " field-wide" : ""}` }, element("span", {}, named("documents.key", key, key)), field, element("span", { class: "fact-wrong", "data-wrong": key }), from ? element("span", { class: "fact-from" }, from) : "");
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

function show(form, said, problems, fields) {
  const known = new Set(fields.map(({ key }) => key));
  for (const place of form.querySelectorAll("[data-wrong]")) {
    const mine = problems.filter(({ key }) => key === place.dataset.wrong);
    place.textContent = mine.map(({ message }) => message).join(" ");
    form.elements[place.dataset.wrong].setAttribute("aria-invalid", String(mine.length > 0));
  }
  said.textContent = problems.filter(({ key }) => !known.has(key)).map(({ message }) => message).join(" ");
}

function refused(form, said, error, fields) {
  const problems = error.errors.map(({ field, message }) => ({ key: String(field).split(".").at(-1), message }));
  show(form, said, problems.length > 0 ? problems : [{ key: "", message: error.message }], fields);
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
          element("span", {}, named("documents.key", fact.key, fact.key), ": ", element("strong", {}, shownValue(fact.value))),
          element("span", { class: "muted", dir: "auto" }, say("documents.facts.line", { number: fact.line_number, line: fact.line })),
          fact.takes && form.elements[fact.key] ? element("button", { class: "button", type: "button", click: () => take(fact) }, say("documents.facts.take")) : "",
        ),
      ),
    ),
  );
}
