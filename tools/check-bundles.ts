// Holds the browser package to its sizes, minified and gzipped, and to what may not be in it.
import { gzipSync } from 'node:zlib';
import { bundleEntries } from './bundle-browser.ts';

const KIB = 1024;

/** Bytes at most. What a page loads before its first workbook is the core; React and the tag come on top of it. */
const LIMITS: Readonly<Record<string, number>> = {
  'index.js': 6.5 * KIB,
  'react.js': 1.5 * KIB,
  'element.js': 1.5 * KIB,
  help: 2 * KIB,
};

/** Words that show that something came in that does not belong: another library, or the sentences that are fetched apart. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'index.js': /react|Databricks does|administrator/i,
  'react.js': /attachShadow|createElement\("iframe"/,
};

/** How a file begins, for the bundler of a page: the hook is for browsers, and a server component may render it all the same. */
const BEGINNING: Readonly<Record<string, string>> = { 'react.js': '"use client";' };

const problems: string[] = [];
for (const { name, text } of await bundleEntries()) {
  const key = name.startsWith('help-') ? 'help' : name;
  const limit = LIMITS[key];
  const bytes = gzipSync(text, { level: 9 }).length;
  if (limit === undefined) problems.push(`${name} is a file that nobody expects`);
  else if (bytes > limit) problems.push(`${name} has ${bytes} bytes gzipped; the limit is ${limit}`);
  const found = FORBIDDEN[key]?.exec(text)?.[0];
  if (found !== undefined) problems.push(`${name} holds ${JSON.stringify(found)}`);
  const beginning = BEGINNING[key] ?? '';
  if (!text.startsWith(beginning)) problems.push(`${name} does not begin with ${beginning}`);
  if (process.argv.includes('--sizes')) process.stdout.write(`${name}: ${bytes} of ${limit}\n`);
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
