// A page without any framework that shows a workbook by a script and a tag. See page.html.
import { readFileSync } from 'node:fs';
import { runStand } from '../stand.ts';

const text = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

await runStand({
  '/': { type: 'text/html; charset=utf-8', text: text('page.html') },
  '/page.css': { type: 'text/css; charset=utf-8', text: text('page.css') },
  '/page.js': { type: 'text/javascript; charset=utf-8', text: text('page.js') },
});
