// `npm test`: makes sure that what the tests need is there, then runs them all on the sources.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { NEEDS, ready } from './test-needs.ts';

const USAGE = `Usage: npm test -- [options] [FILE ...]

  FILE           test files or globs; all of them without one
  --long         the long tests instead (npm run test:long)
  --no-install   never install what is missing; say how to get it
  --help         this text
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean' }, 'no-install': { type: 'boolean' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const mayInstall = values['no-install'] !== true;
const missing = NEEDS.filter((need) => !ready(need, mayInstall));
if (missing.length > 0 && process.env['CI'] === 'true') process.exit(1);

const all = values.long
  ? ['test/long/**/*.test.ts']
  : ['packages/*/test/**/*.test.ts', 'test/{journeys,attacks,faults,house}/**/*.test.ts'];
const args = [
  '--conditions=@sigma-embed/source',
  '--test',
  '--test-concurrency=2',
  `--test-timeout=${values.long ? 1_800_000 : 180_000}`,
  ...(positionals.length > 0 ? positionals : all),
];
const run = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exit(run.status ?? 1);
