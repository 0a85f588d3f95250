// What a run found, for people and for scripts. Knows no probe.
import { styleText } from 'node:util';
import { DATABRICKS_SWITCHES } from '../databricks/switches.ts';
import { SIGMA_SWITCHES } from '../sigma/switches.ts';
import { switchDefaults } from '../switches.ts';
import type { Position } from './probe.ts';
import type { Result } from './run.ts';

const USUAL: Readonly<Record<string, Readonly<Record<string, Position>>>> = {
  databricks: switchDefaults(DATABRICKS_SWITCHES),
  sigma: switchDefaults(SIGMA_SWITCHES),
  app: { refreshMode: 'multi_use' },
};

const VENDORS = { databricks: 'Databricks', sigma: 'Sigma' } as const;

/** Positions as `switch=value`. */
function assignments({ finding }: Result): readonly string[] {
  return 'because' in finding ? [] : Object.entries(finding.set).map(([name, value]) => `${name}=${value}`);
}

/** The lines about one probe, as soon as it was asked. Colours only where `stream` is a terminal that wants them. */
export function resultLines(result: Result, stream: NodeJS.WritableStream): string {
  const { finding, probe } = result;
  const dim = (text: string): string => styleText('dim', text, { stream });
  const head = `${styleText('bold', probe.question, { stream })} ${dim(probe.id)}`;
  if ('because' in finding) return `  ${head}\n    ${dim(`could not be settled because ${plain(finding.because)}`)}\n`;
  const set = assignments(result).map((text) => `    ${styleText('cyan', text, { stream })}\n`);
  return `  ${head}\n    ${plain(finding.answer)}\n${set.join('')}`;
}

/** What a vendor wrote must not move the cursor of a terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

export function vendorHeading(vendor: keyof typeof VENDORS, stream: NodeJS.WritableStream): string {
  return `\n${styleText(['bold', 'underline'], VENDORS[vendor], { stream })}\n\n`;
}

/** The end of a run: how much was settled, and the seed file that makes the sandbox behave the same. */
export function summary(results: readonly Result[]): string {
  const settled = results.filter(({ finding }) => !('because' in finding)).length;
  const seed = seedOf(results);
  const differs =
    Object.keys(seed).length === 0
      ? 'The sandbox behaves like this by itself.\n'
      : `What differs from the sandbox as it is, as a seed file for \`--seed\`:\n\n${JSON.stringify(seed, undefined, 2)}\n`;
  return `\n${settled} of ${results.length} questions are settled. ${differs}`;
}

/** All positions that are not the sandbox's own, in the shape of a seed. */
export function seedOf(results: readonly Result[]): Readonly<Record<string, Readonly<Record<string, Position>>>> {
  const seed: Record<string, Record<string, Position>> = {};
  for (const { finding } of results) {
    if ('because' in finding) continue;
    for (const [full, value] of Object.entries(finding.set)) {
      const [part = '', name = ''] = full.split('.');
      const own = (seed[part] ??= {});
      if (USUAL[part]?.[name] === value) delete own[name];
      else own[name] = value;
    }
  }
  return Object.fromEntries(Object.entries(seed).filter(([, own]) => Object.keys(own).length > 0));
}

/** One JSON document. */
export function jsonReport(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { finding, probe } = result;
    const { id, question, settles, vendor } = probe;
    return { id, vendor, question, settles, ...finding, set: assignments(result) };
  });
  return `${JSON.stringify({ results: rows, seed: seedOf(results) }, undefined, 2)}\n`;
}
