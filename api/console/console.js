// The agents' page: asks, shows, opens sources, listens to the keyboard.

import { get, post } from "/console/api.js";
import { byId, element, toast } from "/console/elements.js";
import { openDraft, setUpDraft } from "/console/draft.js";
import { setUpReindex } from "/console/reindex.js";
import { automaticLine, firstSource, passageCard, replyCard, toggleWhy } from "/console/suggestions.js";

const question = byId("question");
const notice = byId("notice");
const lists = { replies: byId("replies"), passages: byId("passages") };
let asking = null;
let suggested = [];

const actions = { open: openSource, copy, edit };

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
question.addEventListener("input", grow);
byId("source-close").addEventListener("click", closeSource);
for (const name of Object.keys(lists)) {
  byId(`tab-${name}`).addEventListener("click", () => showTab(name));
}
document.addEventListener("keydown", onKey);
setUpReindex(showRelease);
setUpDraft(aboutDraft, copy);
showRelease();
showWelcome();
question.focus();

async function ask() {
  const text = question.value.trim();
  if (text === "") {
    question.focus();
    return;
  }
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const body = {
    question: text,
    language: byId("language").value || null,
    market: byId("market").value || null,
    product: byId("product").value || null,
    audience: byId("audience").value,
  };
  showLoading();
  try {
    const [replies, found] = await Promise.all([
      post("/v1/suggestions", body, signal),
      post("/v1/search", body, signal),
    ]);
    if (!signal.aborted) showResults(replies, found);
  } catch (error) {
    if (error.name !== "AbortError") showFailure(error);
  }
}

function showResults({ automatic, suggestions }, { passages, read_as: readAs }) {
  notice.replaceChildren();
  suggested = suggestions;
  const line = byId("automatic");
  line.replaceChildren(...automaticLine(automatic, readAs));
  line.className = `automatic ${automatic.kind}`;
  line.hidden = false;
  fill("replies", suggestions.map((reply, index) => replyCard(reply, index + 1, actions)));
  fill("passages", passages.map((passage, index) => passageCard(passage, index + 1, actions)));
  byId("tabs").hidden = suggestions.length + passages.length === 0;
  showTab(suggestions.length > 0 || passages.length === 0 ? "replies" : "passages");
  if (suggestions.length + passages.length === 0) {
    showNotice("Nothing was found", "Nothing in the knowledge base comes near this question. Rephrase it, or widen the market or the evidence.");
    return;
  }
  const first = cards()[0];
  // the question and what a chatbot would do stay in sight
  if (first) select(first, { focus: true, scroll: false });
}

function fill(name, made) {
  lists[name].replaceChildren(...made);
  lists[name].removeAttribute("aria-busy");
  byId(`tab-${name}`).querySelector(".count").textContent = String(made.length);
}

function showLoading() {
  notice.className = "notice";
  notice.replaceChildren();
  byId("automatic").hidden = true;
  byId("tabs").hidden = true;
  lists.passages.hidden = true;
  lists.replies.hidden = false;
  lists.replies.setAttribute("aria-busy", "true");
  const skeletons = Array.from({ length: 3 }, () => element("div", { class: "skeleton" }));
  lists.replies.replaceChildren(element("p", { class: "visually-hidden", role: "status" }, "Looking …"), ...skeletons);
}

function showFailure(error) {
  for (const list of Object.values(lists)) list.replaceChildren();
  lists.replies.removeAttribute("aria-busy");
  showNotice("That did not work", error.message);
  notice.className = "notice failed";
}

function showNotice(title, ...lines) {
  notice.className = "notice";
  notice.replaceChildren(
    element("p", { class: "notice-title" }, title),
    ...lines.map((line) => element("p", {}, line)),
  );
}

function showWelcome() {
  showNotice(
    "Ask as the customer asked",
    "Three replies are suggested, each with its probability of being right and the page it rests on. Model numbers are found however they are typed.",
  );
}

async function showRelease() {
  const line = byId("release");
  try {
    const release = await get("/v1/releases/current");
    const built = new Date(release.built_at);
    const when = Number.isNaN(built.valueOf()) ? release.built_at : built.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    line.textContent = `${release.documents} documents · ${release.chunks} passages · ${when}`;
  } catch (error) {
    line.textContent = error.status === 503 ? "No release yet: re-index first" : error.message;
  }
}

/* tabs and selection */

function showTab(name) {
  for (const [other, list] of Object.entries(lists)) {
    const shown = other === name;
    list.hidden = !shown;
    byId(`tab-${other}`).setAttribute("aria-selected", String(shown));
    byId(`tab-${other}`).tabIndex = shown ? 0 : -1;
  }
}

function cards() {
  const shown = lists.replies.hidden ? lists.passages : lists.replies;
  return Array.from(shown.querySelectorAll(".card"));
}

function selected() {
  return cards().find((card) => card.getAttribute("aria-current") === "true") ?? null;
}

function select(card, { focus, scroll = true }) {
  for (const other of cards()) other.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  if (focus) {
    card.focus({ preventScroll: true });
    if (scroll) card.scrollIntoView({ block: "nearest" });
  }
}

function move(step) {
  const all = cards();
  if (all.length === 0) return;
  const at = all.indexOf(selected());
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
  select(all[next], { focus: true });
}

for (const list of Object.values(lists)) {
  list.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (card) select(card, { focus: false });
  });
}

/* keyboard */

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("reindex-panel").open) return;
  if (event.key === "Escape") {
    if (byId("source").classList.contains("open")) closeSource();
    else document.activeElement?.blur();
    return;
  }
  if (event.target === question) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      ask();
    }
    return;
  }
  if (event.target.closest("input, select, textarea")) return;
  if (event.target.getAttribute("role") === "tab" && event.key.startsWith("Arrow")) {
    const other = event.target.id === "tab-replies" ? "passages" : "replies";
    showTab(other);
    byId(`tab-${other}`).focus();
    return;
  }
  switch (event.key) {
    case "/":
      question.focus();
      question.select();
      break;
    case "j":
    case "ArrowDown":
      move(1);
      break;
    case "k":
    case "ArrowUp":
      move(-1);
      break;
    case "c": {
      const at = cards().indexOf(selected());
      if (lists.replies.hidden || at < 0) return;
      copy(suggested[at].text);
      break;
    }
    case "e": {
      const at = cards().indexOf(selected());
      if (lists.replies.hidden || at < 0) return;
      edit(suggested[at]);
      break;
    }
    case "w":
      if (selected()) toggleWhy(selected());
      break;
    case "Enter":
      if (event.target.closest("button, a, summary")) return;
      if (selected()) firstSource(selected())?.click();
      break;
    default:
      return;
  }
  event.preventDefault();
}

/* sources */

function openSource(source, button) {
  if (!source.url.startsWith("/v1/documents/")) return;
  for (const other of document.querySelectorAll(".source-link")) other.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-expanded", "true");
  const address = new URL(source.url, location.origin);
  byId("source-tab").href = address.href;
  byId("source-frame").src = address.href;
  byId("source").classList.add("open");
}

function closeSource() {
  byId("source").classList.remove("open");
  byId("source-frame").removeAttribute("src");
  for (const button of document.querySelectorAll('.source-link[aria-expanded="true"]')) {
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
}

function edit(reply) {
  openDraft(reply.text, reply.citations);
}

function aboutDraft() {
  return {
    question: question.value.trim(),
    language: byId("language").value || null,
    market: byId("market").value || null,
  };
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("The browser did not allow copying");
  }
}

function grow() {
  question.style.setProperty("height", "auto");
  question.style.setProperty("height", `${question.scrollHeight}px`);
}
