// Holds the imports of every package against the table of rooms. Prints each break and exits 1.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { PACKAGES, RESERVED, ROOMS } from './rooms.ts';

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly offset: number;
}

const breaks: string[] = [];

for (const pkg of Object.keys(PACKAGES)) {
  const root = join('packages', pkg, 'src');
  for (const path of globSync(`${root}/**/*.{ts,tsx,js}`)) checkFile(pkg, root, path);
}

for (const line of breaks) process.stdout.write(`${line}\n`);
if (breaks.length > 0) process.exit(1);

function checkFile(pkg: string, root: string, path: string): void {
  const source = readFileSync(path, 'utf8');
  const parsed = parseSync(path, source);
  const file = relative(root, path);
  const at = (offset: number): string => `${path}:${source.slice(0, offset).split('\n').length}`;
  for (const error of parsed.errors) breaks.push(`${path}: ${error.message}`);
  for (const found of importsOf(parsed, source)) {
    if (pkg === 'gateway' && found.from.startsWith('.')) {
      const room = roomOf(file);
      const target = roomOf(relative(root, join(dirname(path), found.from)));
      const allowed = ROOMS[room];
      if (allowed === undefined) breaks.push(`${at(found.offset)}: ${room} is not in the table of rooms`);
      else if (target !== room && !found.typeOnly && !allowed.includes(target)) {
        breaks.push(`${at(found.offset)}: ${room} may not import ${target}`);
      }
    }
    const workspace = /^@sigma-embed\/[^/]+/.exec(found.from)?.[0];
    if (workspace !== undefined && !(PACKAGES[pkg]?.[workspace] ?? []).includes(file)) {
      breaks.push(`${at(found.offset)}: ${pkg}/${file} may not import ${workspace}`);
    }
  }
  if (pkg === 'gateway') checkReserved(file, source, (offset) => at(offset));
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

function importsOf(parsed: ReturnType<typeof parseSync>, source: string): Import[] {
  const found: Import[] = [];
  for (const statement of parsed.module.staticImports) {
    const typeOnly = statement.entries.length > 0 && statement.entries.every((entry) => entry.isType);
    found.push({ from: statement.moduleRequest.value, typeOnly, offset: statement.start });
  }
  for (const statement of parsed.module.staticExports) {
    for (const entry of statement.entries) {
      if (entry.moduleRequest === null) continue;
      found.push({ from: entry.moduleRequest.value, typeOnly: entry.isType, offset: statement.start });
    }
  }
  for (const statement of parsed.module.dynamicImports) {
    const { start, end } = statement.moduleRequest;
    const from = /^['"](.*)['"]$/.exec(source.slice(start, end))?.[1] ?? '';
    found.push({ from, typeOnly: false, offset: statement.start });
  }
  return found.filter(({ from }) => from !== '');
}

/** Comments may name what code may not touch. */
function checkReserved(file: string, source: string, at: (offset: number) => string): void {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const { name, only, why } of RESERVED) {
    if (only.some((allowed) => file === allowed || (allowed.endsWith('/') && file.startsWith(allowed)))) continue;
    const pattern = new RegExp(`(?<![\\w.])${name.replace('.', '\\s*\\.\\s*')}\\b`, 'g');
    for (const match of code.matchAll(pattern)) breaks.push(`${at(match.index)}: ${name} is reserved: ${why}`);
  }
}
