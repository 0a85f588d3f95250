// The files that pages of the sandbox's Sigma load: stylesheet, client modules, Chart.js. A fixed list, read once.
import { readFileSync } from 'node:fs';

const SCRIPT = 'text/javascript; charset=utf-8';
const CLIENT = ['workbook', 'cards', 'charts', 'controls', 'frame', 'parent', 'server', 'table', 'refused'] as const;

/** The file behind `/assets/<name>`, or undefined. */
export function createAssets(): (name: string) => { readonly type: string; readonly body: string } | undefined {
  const files = new Map<string, { readonly type: string; readonly url: URL }>();
  files.set('sigma.css', { type: 'text/css; charset=utf-8', url: new URL('./pages/sigma.css', import.meta.url) });
  for (const name of CLIENT) {
    files.set(`${name}.js`, { type: SCRIPT, url: new URL(`./client/${name}.js`, import.meta.url) });
  }
  // The package exports its ES module only; the self-contained build lies beside it.
  files.set('chart.js', { type: SCRIPT, url: new URL('./chart.umd.min.js', import.meta.resolve('chart.js')) });
  const read = new Map<string, string>();
  return (name) => {
    const file = files.get(name);
    if (file === undefined) return undefined;
    const body = read.get(name) ?? readFileSync(file.url, 'utf8');
    read.set(name, body);
    return { type: file.type, body };
  };
}
