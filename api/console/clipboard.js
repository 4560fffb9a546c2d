// A text on the clipboard; browsers may refuse, and have none outside of secure addresses.

/** Whether the text is on the clipboard now. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
