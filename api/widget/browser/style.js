// How the widget looks. A constructed style sheet is no inline style: the strictest page allows it.

const STYLE = `
:host {
  all: initial;
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #161e26);
  --raised: light-dark(#f3f6f8, #1f2a34);
  --line: light-dark(#d9e0e6, #32414d);
  --edge: light-dark(#74818d, #75879a);
  --ink: light-dark(#17212b, #e6ecf1);
  --muted: light-dark(#55626f, #a3b1be);
  --accent: var(--tw-colour, light-dark(#0b5c7a, #62bbd9));
  --on-accent: var(--tw-on-colour, light-dark(#ffffff, #08222d));
  --link: light-dark(#0b5c7a, #7fcbe5);
  --wrong: light-dark(#a33a2a, #f09a8a);
  --shadow: 0 8px 30px light-dark(rgb(20 30 40 / 22%), rgb(0 0 0 / 60%));
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans",
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Thai", Arial, sans-serif;
  color: var(--ink);
  text-align: start;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.root { position: fixed; inset-block-end: 20px; z-index: 2147483000; }
.root.right { right: 20px; }
.root.left { left: 20px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, textarea, input { font: inherit; color: inherit; letter-spacing: inherit; }
button { cursor: pointer; }
button:disabled { cursor: default; opacity: .55; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
svg { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }

.launcher { display: flex; gap: 9px; align-items: center; min-height: 48px; padding: 10px 18px; border: 0; border-radius: 999px; background: var(--accent); color: var(--on-accent); box-shadow: var(--shadow); font-weight: 600; }
.launcher:focus-visible { outline: 3px solid var(--ink); }
.badge { width: 10px; height: 10px; border-radius: 50%; background: #ffb020; box-shadow: 0 0 0 2px var(--ground); }

.panel { position: fixed; inset-block-end: 20px; display: flex; flex-direction: column; width: min(390px, calc(100vw - 40px)); height: min(620px, calc(100dvh - 40px)); overflow: hidden; background: var(--ground); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); }
.right .panel { right: 20px; }
.left .panel { left: 20px; }
.panel:focus { outline: none; }
.head { display: flex; gap: 8px; align-items: center; padding: 12px 8px 12px 16px; padding-inline: 16px 8px; background: var(--accent); color: var(--on-accent); }
.head h2 { flex: 1; margin: 0; font-size: 16px; font-weight: 650; line-height: 1.3; }
.head :focus-visible { outline-color: var(--on-accent); outline-offset: -2px; }
.icon { display: grid; place-items: center; width: 40px; height: 40px; padding: 0; border: 0; border-radius: 8px; background: none; color: inherit; }
.icon:hover { background: rgb(128 128 128 / 25%); }
.notice { margin: 0; padding: 8px 16px; border-block-end: 1px solid var(--line); background: var(--raised); color: var(--muted); font-size: 13px; }
.notice.wrong { color: var(--wrong); }

.thread { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; scroll-behavior: smooth; }
.thread:focus-visible { outline-offset: -3px; }
.said { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 14px; }
.message { max-width: 92%; align-self: flex-start; }
.message.visitor { align-self: flex-end; max-width: 85%; }
.who { display: block; margin-block-end: 3px; color: var(--muted); font-size: 12px; }
.visitor .who { text-align: end; }
.text { margin: 0; padding: 9px 13px; border-radius: 12px; background: var(--raised); white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; text-align: start; }
.text + .text, .chips + .text { margin-block-start: 6px; }
.visitor .text { background: var(--accent); color: var(--on-accent); }
.team .text { border-inline-start: 3px solid var(--accent); border-start-start-radius: 4px; border-end-start-radius: 4px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; margin: 6px 0 0; padding: 0; }
.chip { display: inline-flex; gap: 6px; align-items: center; max-width: 100%; min-height: 30px; padding: 2px 10px 2px 4px; padding-inline: 4px 10px; border: 1px solid var(--line); border-radius: 999px; color: var(--link); font-size: 13px; line-height: 1.3; text-decoration: none; }
.chip:hover { border-color: var(--link); text-decoration: underline; }
.number { display: grid; place-items: center; flex: none; min-width: 22px; height: 22px; padding: 0 5px; border-radius: 99px; background: var(--raised); color: var(--ink); font-size: 12px; font-weight: 650; font-variant-numeric: tabular-nums; }
.chip .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.chip .page { flex: none; color: var(--muted); }
.choices { display: flex; flex-wrap: wrap; gap: 6px; margin-block-start: 8px; }
.choice, .second { min-height: 36px; padding: 5px 13px; border: 1px solid var(--edge); border-radius: 999px; background: none; color: var(--link); text-align: start; overflow-wrap: anywhere; }
.choice:hover, .second:hover { background: var(--raised); }
.judge { display: flex; flex-wrap: wrap; gap: 2px 6px; align-items: center; margin-block-start: 4px; color: var(--muted); font-size: 12.5px; }
.judge button { display: inline-flex; gap: 4px; align-items: center; min-height: 28px; padding: 2px 8px; border: 0; border-radius: 6px; background: none; color: var(--muted); }
.judge button:hover { background: var(--raised); color: var(--ink); }
.judge svg { width: 15px; height: 15px; }
.state { margin: 4px 0 0; color: var(--muted); font-size: 12.5px; }
.state.wrong { color: var(--wrong); }
.foot .wrong { margin-block: 0 6px; }
.state button, .quiet { padding: 2px 0; border: 0; background: none; color: var(--link); text-decoration: underline; font-size: inherit; min-height: 24px; }
.dots { display: inline-flex; gap: 4px; margin-inline-end: 8px; }
.dots i { width: 6px; height: 6px; border-radius: 50%; background: var(--muted); animation: tw-dot 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes tw-dot { 0%, 60%, 100% { opacity: .25; } 30% { opacity: 1; } }

.foot { border-block-start: 1px solid var(--line); padding: 10px 12px 8px; background: var(--ground); }
.row { display: flex; gap: 8px; align-items: flex-end; }
.field { display: block; width: 100%; padding: 9px 12px; border: 1px solid var(--edge); border-radius: 10px; background: var(--ground); color: var(--ink); }
textarea.field { flex: 1; min-height: 44px; max-height: 140px; resize: none; unicode-bidi: plaintext; }
.field::placeholder { color: var(--muted); opacity: 1; }
.first { display: inline-flex; gap: 8px; align-items: center; justify-content: center; min-height: 44px; padding: 8px 14px; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.row .first { flex: none; width: 44px; padding: 0; }
[dir="rtl"] .row svg { transform: scaleX(-1); }
.under { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: center; justify-content: space-between; margin-block-start: 6px; color: var(--muted); font-size: 12.5px; }
.to-person { display: inline-flex; gap: 6px; align-items: center; min-height: 32px; padding: 3px 6px; margin-inline-start: -6px; border: 0; border-radius: 6px; background: none; color: var(--link); font-size: 13.5px; font-weight: 600; }
.to-person:hover { background: var(--raised); }
.to-person svg { width: 17px; height: 17px; }
.form { display: flex; flex-direction: column; gap: 10px; flex: 1; min-height: 0; overflow-y: auto; padding: 16px; }
.form p { margin: 0; }
.form label, .inline label { display: block; margin-block-end: 4px; font-weight: 600; font-size: 14px; }
.form textarea.field { min-height: 110px; max-height: none; resize: vertical; flex: none; }
.hint { color: var(--muted); font-size: 13px; }
.wrong { color: var(--wrong); }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 4px; }
.inline { margin-block-start: 14px; padding: 12px; border: 1px solid var(--line); border-radius: 12px; }
.inline .buttons { margin-block-start: 8px; }
.sure { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 10px 16px; background: var(--raised); border-block-end: 1px solid var(--line); font-size: 14px; }
.sure span { flex: 1 1 100%; }

.hints { position: absolute; inset-block-end: 60px; width: min(320px, calc(100vw - 40px)); padding: 10px 12px 12px; background: var(--ground); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
.right .hints { right: 0; }
.left .hints { left: 0; }
.hints-head { display: flex; align-items: center; justify-content: space-between; margin-block-end: 4px; color: var(--muted); font-size: 13px; }
.hints .icon { width: 32px; height: 32px; }
.hints ul { display: flex; flex-direction: column; gap: 6px; list-style: none; margin: 0; padding: 0; }
.hints li button { width: 100%; padding: 7px 11px; border: 1px solid var(--line); border-radius: 9px; background: none; text-align: start; overflow-wrap: anywhere; }
.hints li button:hover { border-color: var(--link); }
.hints .kind { display: block; color: var(--muted); font-size: 12px; }

@media (max-width: 480px) {
  .root.right { right: 14px; }
  .root.left { left: 14px; }
  .root { inset-block-end: 14px; }
  .right .panel, .left .panel { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
}
@media (forced-colors: active) {
  .launcher, .panel, .text, .chip, .choice, .first { border: 1px solid CanvasText; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
  .thread { scroll-behavior: auto; }
}
`;

/** Puts the style on a shadow root. */
export function dress(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
}

/** Takes the page's colour for the host, with letters on it that can be read. */
export function colour(host, wanted) {
  if (!wanted || !CSS.supports("color", wanted)) return;
  host.style.color = wanted;
  const told = getComputedStyle(host).color;
  host.style.color = "";
  // what names a wider gamut than sRGB is left to the page's own design
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(told);
  if (!parts) return;
  const [red, green, blue] = parts.slice(1).map(Number);
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  // relative luminance as WCAG 2 defines it; from 0.179 on black contrasts more than white
  const light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  host.style.setProperty("--tw-colour", `rgb(${red} ${green} ${blue})`);
  host.style.setProperty("--tw-on-colour", light > 0.179 ? "#000000" : "#ffffff");
}
