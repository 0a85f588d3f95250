// The part of the stylesheet that only the dashboard needs: frame and panel side by side, below each other on phones.

export const DASHBOARD_STYLE = `
.who { display: flex; align-items: center; gap: 0.75rem; margin-left: auto; min-width: 0; }
.viewer { color: var(--muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 16rem; }
.embeds { min-width: 0; }
.embeds ul { display: flex; flex-wrap: wrap; gap: 0.25rem; list-style: none; }
.embeds a { display: block; padding: 0.3rem 0.7rem; border-radius: 8px; color: var(--muted); text-decoration: none; }
.embeds a:hover { background: var(--sunken); color: var(--text); }
.embeds a[aria-current] { background: var(--info); color: var(--accent); font-weight: 600; }
.dashboard {
  flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--gap); padding: var(--gap) 1.25rem 1.25rem;
}
.workbook { display: flex; flex-direction: column; gap: 0.6rem; min-width: 0; min-height: 30rem; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 1rem; min-height: 2.75rem; }
.bar h1 { font-size: 1.2rem; }
.message { display: flex; align-items: center; gap: 0.75rem; min-height: 2.75rem; padding: 0.3rem 0; border-radius: 8px; }
.message .button { flex: none; padding: 0.3rem 0.8rem; font-size: 0.875rem; }
.message .button.quiet { background: var(--surface); }
.message:has([data-tone="warning"]) { padding-inline: 0.9rem; background: var(--warning); }
.message:has([data-tone="error"]) { padding-inline: 0.9rem; background: var(--error); }
.status { font-size: 0.875rem; line-height: 1.35; color: var(--muted); }
.status::before {
  content: ""; display: inline-block; width: 0.55rem; height: 0.55rem; margin-right: 0.5rem; border-radius: 50%; background: currentcolor;
}
.status[data-tone="info"]::before { animation: breathe 1.6s ease-in-out infinite; }
.status[data-tone="ok"]::before { background: var(--ok); }
.status[data-tone="warning"] { color: var(--warning-text); }
.status[data-tone="error"] { color: var(--error-text); }
@media (scripting: none) { .message { display: none; } }
@keyframes breathe { 50% { opacity: 0.25; } }
.stage {
  position: relative; flex: 1; height: auto; min-height: 24rem; overflow: hidden;
  background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius);
}
.stage .notice { margin: 1rem; }
.panel {
  width: 23rem; align-self: stretch; overflow: auto; background: var(--surface);
  border: 1px solid var(--line); border-radius: var(--radius);
}
.panel:not(:has(> details[open])) { width: auto; align-self: start; }
.panel summary { padding: 0.7rem 1rem; font-size: 0.9375rem; cursor: pointer; font-weight: 600; border-radius: var(--radius); }
.panel summary:hover { background: var(--sunken); }
.panel summary:focus-visible { outline-offset: -3px; border-radius: var(--radius); }
.panel h2 {
  margin: 0 1rem; padding: 0.8rem 0 0.4rem; border-top: 1px solid var(--line);
  font-size: 0.8125rem; font-weight: 600; color: var(--text);
}
.panel dl { padding: 0 1rem 0.9rem; }
.panel .facts { gap: 0.3rem; font-size: 0.875rem; }
.panel .facts > div { display: grid; grid-template-columns: 8.75rem minmax(0, 1fr); align-items: baseline; }
.panel time { font-variant-numeric: tabular-nums; }
.tags { display: flex; flex-wrap: wrap; gap: 0.3rem; list-style: none; }
.tags li { padding: 0.05rem 0.55rem; border-radius: 0.75rem; background: var(--sunken); font-size: 0.875rem; }
.claims { border-top: 1px solid var(--line); }
.claims p { padding: 0 1rem 0.6rem; font-size: 0.8125rem; }
.claims pre {
  margin: 0 1rem 1rem; padding: 0.75rem; max-height: 22rem; overflow: auto;
  background: var(--sunken); border-radius: 8px; font-size: 0.75rem; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere;
}
@media (min-width: 56.01rem) {
  body.wide { height: 100vh; height: 100dvh; }
  .dashboard { overflow: auto; }
}
@media (max-width: 56rem) {
  .dashboard { grid-template-columns: minmax(0, 1fr); padding-inline: 0.75rem; }
  .workbook { height: min(85vh, 48rem); }
  .panel, .panel:not(:has(> details[open])) { width: auto; align-self: auto; overflow: visible; }
  .top { padding-inline: 0.75rem; }
  .embeds { order: 1; width: 100%; }
  .viewer { max-width: 10rem; }
  .message { width: 100%; min-height: 3.5rem; }
}
@media (max-width: 30rem) {
  .wide .product span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
`;
