// Questions that are likely asked on this page, offered once and out of the way.

import { pageAddress } from "./attributes.js";
import { button, element } from "./elements.js";

const DWELL_SECONDS = 8;
const PAGES_REMEMBERED = 50;
const ASKED_AT_MOST = 4;
const PAUSE_MS = 3_000;

export class Suggestions {
  /** `acts` are ask(text) and isQuiet(), which tells that now is no time to offer anything. */
  constructor({ attributes, server, memory, words, language, acts }) {
    Object.assign(this, { attributes, server, memory, words, language, acts });
    this.offered = [];
    this.node = element("section", { class: "hints", "aria-label": words.suggestions, hidden: true });
  }

  /** Waits until the visitor has looked at the page for a while; asks for nothing on saved data. */
  wait() {
    if (!this.attributes.suggests || navigator.connection?.saveData || this.isSeen()) return;
    let seconds = 0;
    const look = setInterval(async () => {
      if (document.hidden) return;
      seconds += 1;
      if (seconds < DWELL_SECONDS) return;
      clearInterval(look);
      if (!this.acts.isQuiet()) await this.offer(seconds);
    }, 1000);
  }

  async offer(seconds) {
    for (let time = 0; time < ASKED_AT_MOST; time += 1) {
      try {
        const found = await this.server.json("POST", "/v1/proactive", { body: this.situation(seconds) });
        this.offered = found.suggestions ?? [];
        if (found.is_ready) break;
      } catch {
        return; // nobody waits for it
      }
      // the server finds out what it can answer, and knows in a moment
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    if (this.offered.length === 0 || this.acts.isQuiet()) return;
    this.remember();
    this.node.replaceChildren(
      element("div", { class: "hints-head" }, element("span", {}, this.words.suggestions), button(this.words.dismiss, () => this.hide(), { kind: "icon", drawing: "close" })),
      element(
        "ul",
        {},
        this.offered.map((one) => element("li", {}, this.chip(one))),
      ),
    );
    this.node.hidden = false;
  }

  chip({ question, asks, kind, language }) {
    const told = this.words[`kind_${kind}`];
    const chip = button("", () => {
      this.hide();
      this.acts.ask(asks);
    });
    chip.append(element("span", { dir: "auto", lang: language }, question), told ? element("span", { class: "kind" }, told) : "");
    return chip;
  }

  hide() {
    this.node.hidden = true;
  }

  situation(seconds) {
    const root = document.scrollingElement ?? document.documentElement;
    const height = Math.max(root.scrollHeight - innerHeight, 0);
    return {
      page_url: pageAddress(),
      title: document.title.slice(0, 200),
      product: this.attributes.product.slice(0, 200),
      language: this.language,
      market: this.attributes.market,
      dwell_seconds: seconds,
      scroll_depth: height === 0 ? 1 : Math.min(1, Math.max(0, root.scrollTop / height)),
      section: sectionInView().slice(0, 200),
    };
  }

  isSeen() {
    return (this.memory.get("offered") ?? []).includes(location.pathname);
  }

  remember() {
    const before = this.memory.get("offered") ?? [];
    this.memory.set({ offered: [...before, location.pathname].slice(-PAGES_REMEMBERED) });
  }
}

/** The last heading above the middle of what is seen. */
function sectionInView() {
  const above = [...document.querySelectorAll("h1, h2, h3")].filter((one) => one.getBoundingClientRect().top < innerHeight * 0.6);
  return above.at(-1)?.textContent.trim().replace(/\s+/g, " ") ?? "";
}
