// Which models a question names, to mark what is said of others.

import { byId } from "./elements.js";

const MODEL = /\p{L}+[-_/ ]?\d+[\p{L}\d/]*/gu;

/**
 * The models that are asked for, by the list of those that documents are about. `isOther(models)`:
 * the question names models, a document states its own, and none is in both.
 */
export function modelsAsked({ question, product }) {
  const known = Array.from(byId("product").options, ({ value }) => folded(value)).filter((name) => name.length > 2);
  const text = folded(question);
  const asked = new Set(known.filter((name) => text.includes(name)));
  // XR-300 stands in no list, and is every model whose name goes on from there
  for (const [token] of question.matchAll(MODEL)) {
    if (known.some((name) => name.startsWith(folded(token)))) asked.add(folded(token));
  }
  if (product) asked.add(folded(product));
  return {
    isOther: (models) => asked.size > 0 && models.length > 0 && models.every((model) => !related(folded(model), asked)),
  };
}

// XR-200 is written for the XR-200A too
function related(model, asked) {
  return Array.from(asked).some((name) => name.includes(model) || model.includes(name));
}

function folded(text) {
  return text.normalize("NFKC").toLowerCase().replaceAll(/[\s\-_/.]/g, "");
}
