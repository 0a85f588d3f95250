// The page on how true the sandbox is: collected from every `fidelity.ts`, with the switches, and with tests that must exist.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DATABRICKS_SWITCHES } from '../packages/sandbox/src/databricks/switches.ts';
import type { Fidelity, FidelitySection } from '../packages/sandbox/src/fidelity.ts';
import { SIGMA_SWITCHES } from '../packages/sandbox/src/sigma/switches.ts';
import type { SwitchTable } from '../packages/sandbox/src/switches.ts';

const SWITCHES: Readonly<Record<FidelitySection['vendor'], SwitchTable>> = {
  Databricks: DATABRICKS_SWITCHES,
  Sigma: SIGMA_SWITCHES,
};

const INTRO = `What the sandbox plays, where each behaviour comes from, and the test that proves it. _vendor doc_: the vendor's documentation;
_vendor code_: an SDK, driver or sample of the vendor; _observed_: seen at the vendor by somebody; _assumed_: the likeliest, with nobody to confirm it.
Test files lie in \`packages/sandbox/test\`, those under \`others/\` and \`journeys/\` in \`test\`.`;

/** Every section, by vendor and title. */
export async function readFidelity(): Promise<readonly FidelitySection[]> {
  const files = globSync('packages/sandbox/src/*/**/fidelity.ts').toSorted();
  const loaded = await Promise.all(
    files.map(
      async (file) => (await import(pathToFileURL(resolve(file)).href)) as { readonly FIDELITY: FidelitySection },
    ),
  );
  return loaded
    .map(({ FIDELITY }) => FIDELITY)
    .toSorted((a, b) => a.vendor.localeCompare(b.vendor) || a.title.localeCompare(b.title));
}

/** One line for every row whose test cannot be found. */
export function missingTests(sections: readonly FidelitySection[]): string[] {
  return sections.flatMap(({ rows, title }) =>
    rows
      .filter(({ test }) => !isThere(test))
      .map(({ endpoint, test }) => `fidelity of ${title}, ${endpoint}: there is no test "${test}"`),
  );
}

function isThere(test: string): boolean {
  const [, file = '', name = ''] = /^(\S+\.test\.ts) > (.+)$/.exec(test) ?? [];
  const path = [`packages/sandbox/test/${file}`, `test/${file}`].find((known) => existsSync(known));
  if (path === undefined) return false;
  // A name may be the beginning of a longer one, and stand in a list of cases; in the source its quotes may be escaped.
  const source = readFileSync(path, 'utf8').replaceAll(/\\(['"`])/g, '$1');
  return new RegExp(`[(\\[,:]\\s*['"\`]${name.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}`).test(source);
}

/** The body of the page. */
export function fidelityPage(
  sections: readonly FidelitySection[],
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const vendors = ['Databricks', 'Sigma'] as const;
  const parts = vendors.map((vendor) => {
    const texts = sections.filter((section) => section.vendor === vendor).map((section) => sectionText(section, table));
    return texts.concat(switchesText(vendor, table)).join('\n\n');
  });
  return [INTRO, ...parts].join('\n\n');
}

function sectionText({ rows, title, vendor }: FidelitySection, table: Parameters<typeof fidelityPage>[1]): string {
  const cells = rows.map((row: Fidelity) => [
    /[/…]/.test(row.endpoint) ? `\`${row.endpoint}\`` : row.endpoint,
    row.plays,
    row.source,
    row.test.replace(' > ', ': '),
    row.differs ?? '',
  ]);
  return `## ${vendor}: ${title}\n\n${table(['What', 'Played', 'From', 'Proved by', 'Differs'], cells)}`;
}

function switchesText(vendor: FidelitySection['vendor'], table: Parameters<typeof fidelityPage>[1]): string[] {
  const rows = Object.entries(SWITCHES[vendor]).map(([name, row]) => [
    `\`${name}\``,
    'choices' in row
      ? row.choices.map((choice, at) => (at === 0 ? `**${choice}**` : String(choice))).join(', ')
      : `${row.min} to ${row.max} ${row.unit}, **${row.default}**`,
    row.about,
  ]);
  if (rows.length === 0) return [];
  return [
    `## ${vendor}: switches\n\nWhat the vendor leaves open. The default is bold.\n\n${table(['Switch', 'Positions', 'What it decides'], rows)}`,
  ];
}
