// What this browser remembers of the conversation; a browser that keeps nothing forgets it all.

const PREFIX = "tradewind.widget.";

export class Memory {
  /** One for each server and key, shared by the tabs of a site. */
  constructor({ origin, key }) {
    this.name = `${PREFIX}${origin}.${key.slice(0, 16)}`;
    this.fallback = {};
  }

  get all() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return this.fallback;
    }
  }

  get(name) {
    return this.all[name];
  }

  set(values) {
    const kept = { ...this.all, ...values };
    for (const [name, value] of Object.entries(kept)) if (value === undefined) delete kept[name];
    this.fallback = kept;
    try {
      localStorage.setItem(this.name, JSON.stringify(kept));
    } catch {
      // full, or not allowed on this page: kept until it is left
    }
  }

  forget() {
    this.fallback = {};
    try {
      localStorage.removeItem(this.name);
    } catch {
      // nothing was kept
    }
  }

  /** Tells of what another tab of the site did. */
  listen(changed) {
    addEventListener("storage", (event) => {
      if (event.key === this.name || event.key === null) changed();
    });
  }
}

/** An id that nobody else makes; crypto.randomUUID is missing on pages without https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `m-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
