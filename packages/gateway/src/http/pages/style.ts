// The stylesheet of every page: no fonts, no images, light and dark, down to phones.
import { DASHBOARD_STYLE } from './style-dashboard.ts';

const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --surface: #ffffff; --sunken: #eef0f4; --line: #e0e3ea; --line-strong: #c6ccd6;
  --text: #1c2430; --muted: #59636f; --accent: #2b5cc4; --accent-strong: #214a9f; --on-accent: #ffffff;
  --info: #e8effc; --info-line: #2b5cc4; --ok: #1d6b45;
  --warning: #fdf3dc; --warning-line: #a86a00; --warning-text: #744900;
  --error: #fdecea; --error-line: #c0392b; --error-text: #9c2b20;
  --shadow: 0 1px 2px rgb(20 28 40 / 6%), 0 8px 24px rgb(20 28 40 / 7%);
  --gap: 1rem; --radius: 10px; --radius-large: 14px;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11141a; --surface: #191e26; --sunken: #222832; --line: #2c333f; --line-strong: #465061;
    --text: #e7eaf0; --muted: #a2acba; --accent: #8fb2ff; --accent-strong: #b3caff; --on-accent: #0d1b38;
    --info: #1a2740; --info-line: #8fb2ff; --ok: #7fd1a6;
    --warning: #33290f; --warning-line: #e0a93a; --warning-text: #f2cd82;
    --error: #3a1c1a; --error-line: #f08b80; --error-text: #f7b5ad;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%);
  }
  .mark rect { fill: #3f70d8; }
}
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
body {
  margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
  background: var(--page); color: var(--text); -webkit-text-size-adjust: 100%;
}
h1, h2, p, dl, dd, ul, pre { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.015em; text-wrap: balance; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:hover { color: var(--accent-strong); }
code, pre { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875em; }
code { overflow-wrap: anywhere; }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.muted { color: var(--muted); }
.skip { position: absolute; left: 0.5rem; top: -4rem; z-index: 2; padding: 0.5rem 0.75rem; background: var(--surface); border-radius: 6px; }
.skip:focus { top: 0.5rem; }
.top {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.5rem; min-height: 3.5rem; padding: 0.5rem 1.25rem;
  background: var(--surface); border-bottom: 1px solid var(--line); font-size: 0.9375rem;
}
.product { display: inline-flex; align-items: center; gap: 0.6rem; color: var(--text); font-weight: 600; text-decoration: none; }
.product:hover { color: var(--text); text-decoration: underline; }
.mark { flex: none; }
.mark rect { fill: #2b5cc4; }
.mark path { fill: none; stroke: #fff; stroke-width: 2.5; stroke-linecap: round; }
.button {
  display: inline-block; padding: 0.55rem 1.1rem; border: 1px solid transparent; border-radius: 8px; cursor: pointer;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  transition: background-color 120ms;
}
.button:hover { background: var(--accent-strong); color: var(--on-accent); }
.button:focus-visible { border-radius: 8px; }
.button.quiet { padding: 0.3rem 0.8rem; background: transparent; border-color: var(--line-strong); color: var(--text); font-weight: 500; }
.button.quiet:hover { background: var(--sunken); }
main.card {
  width: min(28rem, 100% - 2rem); margin: auto; padding: 2.25rem; display: grid; gap: 1.25rem;
  background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius-large); box-shadow: var(--shadow);
}
body.card::after { content: ""; flex: 0 1 6rem; }
.intro { display: grid; gap: 0.4rem; }
.intro p { color: var(--muted); text-wrap: pretty; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1.25rem; padding-top: 0.25rem; }
.wide-button { flex: 1; padding-block: 0.75rem; }
.notice {
  --tone: var(--info-line);
  display: flex; gap: 0.75rem; padding: 0.85rem 1rem; font-size: 0.9375rem; line-height: 1.45; text-wrap: pretty;
  background: var(--info); border: 1px solid color-mix(in srgb, var(--tone) 30%, transparent); border-radius: var(--radius);
}
.notice[data-tone="warning"] { --tone: var(--warning-line); background: var(--warning); }
.notice[data-tone="error"] { --tone: var(--error-line); background: var(--error); }
.notice-icon { flex: none; fill: none; stroke: var(--tone); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.facts { display: grid; gap: 0.6rem; font-size: 0.9375rem; }
.facts dt { color: var(--muted); font-size: 0.8125rem; }
.facts dd { overflow-wrap: anywhere; }
main.card .facts { gap: 0.25rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
main.card .facts > div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); align-items: baseline; }
@media (max-width: 30rem) {
  main.card { padding: 1.5rem; margin-top: 1.5rem; }
  body.card::after { content: none; }
}
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
}
@media (forced-colors: active) {
  .button, .notice, .status, .tags li { border: 1px solid; }
  .mark rect { fill: CanvasText; }
  .mark path { stroke: Canvas; }
}
`;

/** CSS for the nonce'd `<style>` of the layout. */
export const STYLE = `${BASE_STYLE}${DASHBOARD_STYLE}`;
