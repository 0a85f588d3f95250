// `npm run screenshots`: takes the pictures of the README anew, from the running demo, in light and dark.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { launch, person, signIn } from '../test/support/chromium.ts';

const FREE = ['--port', '--databricks-port', '--sigma-port', '--keys-port'].flatMap((option) => [option, '0']);

const demo = spawn(
  process.execPath,
  ['--conditions=@sigma-embed/source', 'packages/sandbox/src/main.ts', '--json', ...FREE],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const ended = once(demo, 'exit');
try {
  const [line] = (await once(createInterface(demo.stdout), 'line')) as [string];
  const { gateway } = JSON.parse(line) as { gateway: string };
  const browser = await launch();
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await person(browser, { colorScheme, viewport: { width: 1280, height: 840 } });
    await signIn(page, gateway, 'ana@example.com');
    const workbook = page.frameLocator('iframe');
    await workbook.getByText('Queries run as ana@example.com').waitFor();
    await workbook.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    // The charts grow into place.
    await page.waitForTimeout(2_000);
    const path = `docs/images/dashboard-${colorScheme}.png`;
    await page.screenshot({ path, animations: 'disabled' });
    process.stdout.write(`took ${path}\n`);
  }
  await browser.close();
} finally {
  demo.kill();
  await ended;
}
