// `npm run check [-- STEP ...]`: format, lint, types, rooms, sizes and generated pages. Runs all, then says what failed.
import { spawnSync } from 'node:child_process';

const node = process.execPath;
const STEPS: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['format', 'oxfmt', ['--check', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings', '.']],
  ['types: gateway', 'tsc', ['-p', 'packages/gateway']],
  ['types: browser', 'tsc', ['-p', 'packages/browser']],
  ['types: sandbox', 'tsc', ['-p', 'packages/sandbox']],
  ['types: workspace', 'tsc', ['-p', '.']],
  ['rooms', node, ['tools/check-rooms.ts']],
  ['sizes', node, ['tools/check-sizes.ts']],
  ['bundles', node, ['tools/check-bundles.ts']],
  ['generated pages', node, ['--conditions=@sigma-embed/source', 'tools/generate.ts', '--check']],
];

const wanted = process.argv.slice(2);
const steps = STEPS.filter(([name]) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
if (steps.length === 0) {
  process.stderr.write(
    `No check is named ${wanted.join(' or ')}. There are: ${STEPS.map(([name]) => name).join(', ')}.\n`,
  );
  process.exit(2);
}

const failed: string[] = [];
for (const [name, command, args] of steps) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  const ok = run.status === 0;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${name}\n`);
  if (ok) continue;
  failed.push(name);
  const output = `${run.stdout ?? ''}${run.stderr ?? ''}${run.error === undefined ? '' : run.error.message}`.trimEnd();
  process.stdout.write(`${output.replaceAll(/^/gm, '        ')}\n`);
}
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} of ${steps.length} checks failed: ${failed.join(', ')}\n`);
  process.exit(1);
}
process.stdout.write(steps.length === 1 ? '\nThe check passed.\n' : `\nAll ${steps.length} checks passed.\n`);
