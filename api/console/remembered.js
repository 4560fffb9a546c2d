// What this browser remembers of the agent; a browser that may not keep anything forgets on leaving.

const PREFIX = "tradewind.";
const held = new Map();

/** What was kept under a name; "" where nothing was. */
export function recall(name, { forTab = false } = {}) {
  try {
    return store(forTab).getItem(PREFIX + name) ?? held.get(name) ?? "";
  } catch {
    return held.get(name) ?? "";
  }
}

/** Keeps a text under a name; "" forgets it. `forTab`: until the tab is closed. */
export function keep(name, text, { forTab = false } = {}) {
  held.set(name, text);
  try {
    if (text === "") store(forTab).removeItem(PREFIX + name);
    else store(forTab).setItem(PREFIX + name, text);
  } catch {
    // full or forbidden: the page remembers while it is open
  }
}

/** A cookie that the server reads to draw the next page as this one looks. */
export function keepForServer(name, text) {
  const age = text === "" ? 0 : 31536000;
  document.cookie = `tradewind_${name}=${text}; path=/; max-age=${age}; samesite=strict`;
}

function store(forTab) {
  return forTab ? sessionStorage : localStorage;
}
