// `npm run resilience`: writes docs/reference/resilience.md from what the last `npm run test:long` measured. No figure is typed by hand.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_ROWS, type RowResult } from '../test/support/cluster/campaign.ts';
import type { EndingResult } from '../test/support/cluster/endings.ts';
import { ROTATIONS } from '../test/support/cluster/modes.ts';
import type { OutageResult } from '../test/support/cluster/outage.ts';
import { RECORDS, type Record as Measured } from '../test/support/cluster/record.ts';
import type { RoundsResult } from '../test/support/cluster/rounds.ts';
import type { SignInKillResult } from '../test/support/cluster/sign-ins.ts';

const PAGE = 'docs/reference/resilience.md';
const STORES = ['SQLite', 'Postgres', 'Redis'] as const;

type Rounds = Omit<RoundsResult, 'waits'> & {
  readonly store: string;
  readonly tokenMs: number;
  readonly leaseMs: number;
  readonly p50: number;
  readonly p99: number;
};
interface SignIns {
  readonly store: string;
  readonly kills: readonly SignInKillResult[];
  readonly throttled: OutageResult;
  readonly down: OutageResult;
  readonly revoked: EndingResult;
}

if (!existsSync(RECORDS)) {
  process.stdout.write('There is no run to write about. Run `npm run test:long` first; it takes about an hour.\n');
  process.exit(1);
}
const all = readdirSync(RECORDS)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(RECORDS, name), 'utf8')) as Measured<unknown>);

const EXPECTED = [
  ...STORES.flatMap((store) => [
    `rounds-${store}`,
    `sign-ins-${store}`,
    ...ROTATIONS.map(({ name }) => `faults-${store}-${name}`),
  ]),
  'old-backup-SQLite',
];
const absent = EXPECTED.filter((part) => !all.some((one) => one.part === part && isWhole(one)));
if (absent.length > 0) {
  process.stdout.write(
    `The last run is not whole: ${absent.join(', ')} did not come to an end. Nothing was written.\n`,
  );
  process.exit(1);
}

/** A campaign writes after every row. */
function isWhole({ part, results }: Measured<unknown>): boolean {
  return !part.startsWith('faults-') || (results as readonly RowResult[]).length === ALL_ROWS.length;
}

/** What parts whose name begins so measured, in the order of the stores. */
function parts<T>(prefix: string): readonly T[] {
  const found = all.filter(({ part }) => part.startsWith(prefix));
  const place = ({ part }: Measured<unknown>): number => STORES.findIndex((store) => part.includes(store));
  return found.toSorted((a, b) => place(a) - place(b)).map(({ results }) => results as T);
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function aboutTheRun(): string {
  const times = all.map(({ at }) => at).toSorted();
  const machines = [...new Set(all.map(({ machine }) => machine))];
  const revisions = [...new Set(all.map(({ revision }) => `\`${revision}\``))].join(', ');
  return `Measured at ${revisions} from ${times[0]?.slice(0, 16)} to ${times.at(-1)?.slice(0, 16)} UTC on ${machines.join('; ')}. Gateways run in processes of their own; the vendor is the sandbox.`;
}

function roundsTable(): string {
  const rows = parts<readonly Rounds[]>('rounds-').flat();
  const head = [
    'Store',
    'Expiries',
    'Callers each',
    'Token endpoint',
    'Lease',
    'Calls',
    'Most per expiry',
    'Sessions lost',
    'Sent twice',
    "Others' tokens",
    'Wait p50',
    'Wait p99',
  ];
  return table(
    head,
    rows.map((run) => [
      run.store,
      run.rounds,
      3 * run.callers,
      run.tokenMs === 0 ? 'at once' : `${run.tokenMs} ms`,
      `${run.leaseMs} ms`,
      run.calls,
      run.mostCalls,
      run.lost,
      run.double,
      run.cross,
      `${Math.round(run.p50)} ms`,
      `${Math.round(run.p99)} ms`,
    ]),
  );
}

function faultTable(rotation: string): string {
  const results = parts<readonly RowResult[]>('faults-')
    .flat()
    .filter((one) => one.rotation === rotation);
  const rows = [...new Set(results.map(({ about, row }) => `${row}\n${about}`))].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const sum = (of: readonly RowResult[], pick: (one: RowResult['figures']) => number): number =>
    of.reduce((total, { figures }) => total + pick(figures), 0);
  return table(
    ['Row', 'Fault', 'Runs', 'lost', 'unflagged', 'double', 'probe', 'cross', 'mint ok', 'calls per session, at most'],
    rows.map((key) => {
      const [row = '', about = ''] = key.split('\n');
      const of = results.filter((one) => one.row === row && one.about === about);
      const mintOk = Math.min(...of.map(({ figures }) => figures.mintOk));
      const calls = Math.max(...of.map(({ figures }) => figures.calls));
      const runs = of.map(({ figures, store }) => `${figures.runs} ${store}`).join(', ');
      return [
        row,
        about,
        runs,
        sum(of, (f) => f.lost),
        sum(of, (f) => f.unflagged),
        sum(of, (f) => f.double),
        sum(of, (f) => f.probe),
        sum(of, (f) => f.cross),
        `${mintOk}%`,
        calls,
      ];
    }),
  );
}

function signInTable(): string {
  const rows = parts<SignIns>('sign-ins-').flatMap(({ kills, store }) =>
    kills.map((one) => [store, `kill -9 at ${one.point}`, one.kills, one.stuck, one.orphans]),
  );
  return table(['Store', 'F18', 'Kills', 'Sign-ins stuck', 'Sessions without a browser'], rows);
}

function outageTable(): string {
  const rows = parts<SignIns>('sign-ins-').flatMap(({ down, store, throttled }) =>
    [['F03: 429, Retry-After 60', throttled] as const, ['F02: 503', down] as const].map(([name, one]) => [
      store,
      name,
      one.sessions,
      one.mints,
      one.mintsOk,
      one.calls,
      one.callsDuringWait,
      one.lost,
    ]),
  );
  return table(
    [
      'Store',
      'Outage',
      'Sessions due',
      'Mints',
      'of them ok',
      'Calls to Databricks',
      'of them in the second wave',
      'Sessions lost',
    ],
    rows,
  );
}

function endingTable(): string {
  const revoked = parts<SignIns>('sign-ins-').map(
    ({ revoked: one, store }) => ['F11: half the grants revoked', store, one] as const,
  );
  const backups = parts<EndingResult>('old-backup-').map(
    (one) => ['F36: an old copy of the database came back', 'SQLite', one] as const,
  );
  return table(
    ['Row', 'Store', 'Sessions', 'Ended, with the reason', 'Others lost', 'Not told exactly once', 'Refresh requests'],
    [...revoked, ...backups].map(([name, store, one]) => [
      name,
      store,
      one.sessions,
      one.ended,
      one.lost,
      one.unflagged,
      one.calls,
    ]),
  );
}

const page = `# Resilience

<!-- Generated by npm run resilience from the last npm run test:long. Change the tests or the generator, not the figures. -->

What is lost when something breaks during a refresh, as measured. ${aboutTheRun()}

Times are an order of magnitude shorter than in production, in the same relation: a call to Databricks is given up before its lease ends, and the lease outlasts call and write.

## Everybody at once

Three replicas, one session, an access token that has just ended, refresh tokens that work once and whose second use ends the grant.

${roundsTable()}

Where the token endpoint takes longer than the lease, the call is given up in time for everybody who waits, and its answer is kept all the same when it comes.

## Faults during a refresh

Each run: a viewer signs in; the token becomes due; the fault hits replica 0; replica 1 is asked while the old token is good, and again when it has ended.

- **lost**: sessions that needed a new sign-in although nobody ended their grant. **unflagged**: losses of which the audit trail does not say \`refresh_lost\`.
- **double**: refresh tokens sent again after they were spent. **probe**: flagged last chances, counted apart; a verdict of Databricks ends them, an outage does not.
- **cross**: URLs with somebody else's token. **mint ok**: mints that worked while the old token was good.

${ROTATIONS.map(({ about, env, name }) => `### ${name}\n\nAt the vendor ${about}. \`SIGMA_EMBED_ROTATION=${env['SIGMA_EMBED_ROTATION']}\`.\n\n${faultTable(name)}`).join('\n\n')}

A session can be lost only in the strict mode, and only where Databricks has given a pair out and nobody has it: the answer was lost, cut or replaced by an error on its way (F07, F12), or the process died between
sending and writing (K8 to K10). No client can prevent that: the old token is spent and the new one is nowhere. It is told in the trail, and the viewer signs in again.

## Sign-ins

${signInTable()}

A session whose process died before the answer left (K5) has no browser; it ends at its idle limit.

## Databricks away, many tokens due

Three replicas are asked for every session at once, twice. The old tokens are still good.

${outageTable()}

## Grants that end

${endingTable()}
`;
writeFileSync(PAGE, page);
process.stdout.write(`wrote ${PAGE}\n`);
