// `npm test`: makes sure that what the tests need is there, then runs them all on the sources.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundleServed } from './bundle-browser.ts';
import { listed, NEEDS, provide } from './test-needs.ts';

const USAGE = `Runs the tests. Installs what they need and this machine lacks, where it may; says so before it does.

Usage: npm test -- [options] [FILE ...]

  FILE             test files or globs; all of them without one
  --only TEXT      only tests whose name contains TEXT, such as RF-08
  --long           the long tests instead (npm run test:long)
  --no-install     install nothing; say how to get what is missing, and skip the tests that need it
  --help           this text

Examples:
  npm test
  npm test -- packages/gateway/test/sigma/mint.test.ts
  npm test -- --no-install --only RF-08

With CI=true nothing is skipped: what is missing ends the run. Exit codes: 0 all pass, 1 a test fails or something is missing, 2 wrong usage.
`;

const EVERYTHING = ['packages/*/test/**/*.test.ts', 'test/{journeys,attacks,faults,house,others}/**/*.test.ts'];
const LONG = ['test/long/**/*.test.ts'];
const MINUTE = 60_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const read = readArguments();
  if (typeof read === 'string') {
    process.stderr.write(`npm test: ${read} See npm test -- --help.\n`);
    return 2;
  }
  const { positionals, values } = read;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const files = positionals.length > 0 ? positionals : values.long ? LONG : EVERYTHING;
  const unknown = files.filter((file) => globSync(file).length === 0);
  if (unknown.length > 0) {
    process.stderr.write(`npm test: no file is named ${unknown.join(' or ')}.\n`);
    return 2;
  }
  const missing = provide(NEEDS, values['no-install'] !== true);
  if (missing.length > 0 && process.env['CI'] === 'true') {
    process.stderr.write('npm test: CI=true, so nothing is skipped, and the run ends here.\n');
    return 1;
  }
  await bundleServed();
  const { status } = spawnSync(
    process.execPath,
    [
      '--conditions=@sigma-embed/source',
      `--import=${import.meta.resolve('./end-of-tests.ts')}`,
      '--test',
      '--test-concurrency=2',
      `--test-timeout=${values.long ? 30 * MINUTE : 3 * MINUTE}`,
      ...(values.only === undefined ? [] : [`--test-name-pattern=${quoted(values.only)}`]),
      ...files,
    ],
    { stdio: 'inherit' },
  );
  if (missing.length > 0) process.stdout.write(`\nTests that need ${listed(missing)} were skipped.\n`);
  return status ?? 1;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        only: { type: 'string' },
        long: { type: 'boolean' },
        'no-install': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    return `${sentence.trim().replace(/\.$/, '')}.`;
  }
}

/** Text as a pattern that matches exactly it. */
function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
