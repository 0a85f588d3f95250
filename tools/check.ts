// `npm run check`: format, lint, types, rooms, sizes and generated pages. Runs all, then says what failed.
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
  ['generated pages', node, ['--conditions=@sigma-embed/source', 'tools/generate.ts', '--check']],
];

const failed: string[] = [];
for (const [name, command, args] of STEPS) {
  const run = spawnSync(command, args, { encoding: 'utf8' });
  const ok = run.status === 0;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${name}\n`);
  if (ok) continue;
  failed.push(name);
  const output = `${run.stdout ?? ''}${run.stderr ?? ''}${run.error === undefined ? '' : run.error.message}`.trimEnd();
  process.stdout.write(`${output.replaceAll(/^/gm, '        ')}\n`);
}
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} of ${STEPS.length} checks failed: ${failed.join(', ')}\n`);
  process.exit(1);
}
process.stdout.write(`\nAll ${STEPS.length} checks passed.\n`);
