// Which models a question names, to mark what is said of others.

import { byId } from "./elements.js";

/**
 * The models that are asked for, by the list of those that documents are about. `isOther(models)`:
 * the question names models, a document states its own, and none is in both.
 */
export function modelsAsked({ question, product }) {
  const known = Array.from(byId("product").options, ({ value }) => value).filter((value) => value !== "");
  const text = folded(question);
  const asked = new Set(known.map(folded).filter((name) => name.length > 2 && text.includes(name)));
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
