// `npm run build`: compiles each package into its dist folder, ready for `npm pack`.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { bundleEntries, bundleServed } from './bundle-browser.ts';

for (const pkg of ['gateway', 'sandbox', 'browser']) {
  rmSync(`packages/${pkg}/dist`, { recursive: true, force: true });
  cpSync('LICENSE', `packages/${pkg}/LICENSE`);
  run('tsc', ['-p', `packages/${pkg}/tsconfig.build.json`]);
}
await bundleServed();
for (const { name, text } of await bundleEntries()) writeFileSync(`packages/browser/dist/${name}`, text);
for (const asset of globSync('packages/sandbox/src/**/*.{css,json}')) {
  cpSync(asset, asset.replace('/src/', '/dist/'));
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
