// Parts of a page drawn anew, with the keyboard left where it was.

/**
 * Puts children in the place of what a box holds. A focus within it goes to what stands for the
 * same thing now (the same id or data-key), else to what `otherwise` gives.
 */
export function redraw(box, children, otherwise = () => box.querySelector("[aria-current=true]")) {
  const held = box.contains(document.activeElement) && document.activeElement !== box ? document.activeElement : null;
  const { scrollTop } = box;
  box.replaceChildren(...children);
  box.scrollTop = scrollTop;
  if (held === null) return;
  const same = sameAs(held);
  (same && !same.disabled ? same : otherwise())?.focus({ preventScroll: true });
  // the cursor too, where a field holds what was typed
  if (same?.value !== undefined && same.value === held.value && typeof held.selectionStart === "number") same.setSelectionRange(held.selectionStart, held.selectionEnd);
}

function sameAs({ id, dataset: { key } }) {
  if (id) return document.getElementById(id);
  return key === undefined ? null : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}
