// The files that pages of the sandbox's Sigma load: stylesheets, client modules, Chart.js. A fixed list, read once.
import { readFileSync } from 'node:fs';

const SCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const CLIENT = [
  'actions',
  'cards',
  'charts',
  'controls',
  'elements',
  'formats',
  'frame',
  'modes',
  'nodes',
  'parent',
  'refused',
  'server',
  'table',
  'views',
  'workbook',
] as const;

interface Asset {
  readonly type: string;
  readonly body: string;
}

/** The file behind `/assets/<name>`, or undefined. */
export function createAssets(): (name: string) => Asset | undefined {
  const files = new Map<string, { readonly type: string; readonly url: URL }>();
  files.set('sigma.css', { type: CSS, url: new URL('./pages/sigma.css', import.meta.url) });
  for (const name of CLIENT) {
    files.set(`${name}.js`, { type: SCRIPT, url: new URL(`./client/${name}.js`, import.meta.url) });
  }
  // The package exports its ES module only; the self-contained build lies beside it.
  files.set('chart.js', { type: SCRIPT, url: new URL('./chart.umd.min.js', import.meta.resolve('chart.js')) });
  const read = new Map<string, Asset>([['grid.css', { type: CSS, body: gridRules() }]]);
  return (name) => {
    const known = read.get(name);
    if (known !== undefined) return known;
    const file = files.get(name);
    if (file === undefined) return undefined;
    const asset = { type: file.type, body: readFileSync(file.url, 'utf8') };
    read.set(name, asset);
    return asset;
  };
}

/** Places on the grid of 24 columns as classes: the pages' policy allows no style of an element's own. */
function gridRules(): string {
  const columns = Array.from({ length: 24 }, (_, at) => at + 1);
  const rules = columns.map(
    (n) => `.from-${n} { grid-column-start: ${n}; }\n.wide-${n} { grid-column-end: span ${n}; }`,
  );
  return `${rules.join('\n')}\n@media (max-width: 760px) {\n  .mobile .cell:not(.is-kpi-chart) { grid-column: 1 / -1; }\n}\n`;
}
