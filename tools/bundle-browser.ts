// Bundles the browser package: its entries for npm, and the one script that the gateway serves. Takes less than a second.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build, type BuildOptions, type OutputFile, type Plugin } from 'esbuild';

/** Beside the gateway's sources, where source and build find it by the same path. */
const SERVED = 'packages/gateway/assets/sigma-embed.js';
const SOURCE = 'packages/browser/src';

const BASE = {
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  minify: true,
  target: 'es2022',
  write: false,
} as const satisfies BuildOptions;

/** Element and React entry use the core of the main entry, so that a page that imports both has one. */
const oneCore: Plugin = {
  name: 'one core',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/embed\.ts$/ }, ({ importer }) =>
      /(element|react)\.ts$/.test(importer) ? { path: './index.js', external: true } : undefined,
    );
  },
};

/** The files of `packages/browser/dist` besides the types: a name and a text each. */
export async function bundleEntries(): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const dist = { ...BASE, format: 'esm', outdir: '/dist', splitting: true, chunkNames: '[name]-[hash]' } as const;
  const [core, others] = await Promise.all([
    build({ ...dist, entryPoints: [`${SOURCE}/index.ts`] }),
    build({
      ...dist,
      entryPoints: [`${SOURCE}/element.ts`, `${SOURCE}/react.ts`],
      plugins: [oneCore],
      external: ['react'],
    }),
  ]);
  return [...core.outputFiles, ...others.outputFiles].map(({ path, text }: OutputFile) => ({
    name: path.slice('/dist/'.length),
    text,
  }));
}

/** Writes the script that the gateway serves, at once and only when it changed: other processes may be reading it. */
export async function bundleServed(): Promise<void> {
  const entryPoints = [`${SOURCE}/standalone.ts`];
  const { outputFiles } = await build({ ...BASE, entryPoints, format: 'iife', globalName: 'SigmaEmbed' });
  const text = outputFiles[0]?.text ?? '';
  if (current() === text) return;
  mkdirSync(dirname(SERVED), { recursive: true });
  const draft = `${SERVED}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, SERVED);
}

function current(): string | undefined {
  try {
    return readFileSync(SERVED, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.main) await bundleServed();
