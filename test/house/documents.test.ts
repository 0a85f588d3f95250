// What the documents name exists: files, headings, scripts, options, error codes. Nobody reads them as often as this.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { ERRORS } from '@sigma-embed/gateway';
import { OPTIONS } from '../../packages/gateway/src/config/options.ts';

const documents = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'packages/*/*.md']).map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}));

const read = (path: string): string => documents.find((one) => one.path === path)?.text ?? readFileSync(path, 'utf8');

/** The anchor that a heading gets. */
function anchors(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  return headings.map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'));
}

it('every link inside the repository leads to a file, and to a heading of it where it names one', () => {
  for (const { path, text } of documents) {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
    for (const link of links.filter((one) => !/^[a-z]+:/.test(one))) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      assert.ok(existsSync(target), `${path} links to ${link}`);
      if (anchor !== undefined) assert.ok(anchors(read(target)).includes(anchor), `${path} links to ${link}`);
    }
  }
});

it('every source file that a document names is there', () => {
  const sources = globSync('{packages,test,tools,bench,examples}/**/*.ts', {
    exclude: (name) => /(^|[/\\])(node_modules|dist)$/.test(name),
  }).map((path) => `/${path.replaceAll('\\', '/')}`);
  for (const { path, text } of documents) {
    for (const [, name = ''] of text.matchAll(/`([\w./-]+\.ts)`/g)) {
      assert.ok(
        sources.some((source) => source.endsWith(`/${name}`)),
        `${path}: ${name}`,
      );
    }
  }
});

it('every script that a document runs is in package.json', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const { path, text } of documents) {
    for (const [, name = ''] of text.matchAll(/npm run ([a-z][\w:-]*)/g))
      assert.ok(name in scripts, `${path}: ${name}`);
  }
});

it('every option that a document names is in the option table', () => {
  const names = new Set<string>(OPTIONS.flatMap(({ env }) => env));
  const known = (name: string): boolean => names.has(name) || (name.endsWith('_FILE') && names.has(name.slice(0, -5)));
  for (const { path, text } of documents) {
    for (const [name] of text.matchAll(/\b(?:SIGMA_EMBED|DATABRICKS)_[A-Z_]*[A-Z]\b(?!_?\*)/g)) {
      if (!name.endsWith('_ALLOW_INSECURE')) assert.ok(known(name), `${path}: ${name}`);
    }
  }
});

it('every error code of the troubleshooting guide is in the error table', () => {
  const text = read('docs/guide/troubleshoot.md');
  const firstCells = [...text.matchAll(/^\|([^|]*)\|/gm)].map(([, cell = '']) => cell).join('\n');
  const codes = [...firstCells.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)];
  assert.ok(codes.length > 10);
  for (const [, code = ''] of codes) assert.ok(code in ERRORS, code);
});
