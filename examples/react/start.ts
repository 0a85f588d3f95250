// A React application that shows a workbook, bundled at the start. See app.tsx.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { runStand } from '../stand.ts';

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('app.tsx', import.meta.url))],
  bundle: true,
  conditions: ['@sigma-embed/source'],
  define: { 'process.env.NODE_ENV': '"development"' },
  format: 'iife',
  jsx: 'automatic',
  write: false,
});

await runStand({
  '/': { type: 'text/html; charset=utf-8', text: readFileSync(new URL('page.html', import.meta.url), 'utf8') },
  '/app.js': { type: 'text/javascript; charset=utf-8', text: outputFiles[0]?.text ?? '' },
});
