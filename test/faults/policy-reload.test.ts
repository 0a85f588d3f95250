// SIGHUP at a process that serves: a broken config file changes nothing, a sound one is taken, and nobody is disturbed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { it } from 'node:test';
import { startSandbox } from '@sigma-embed/sandbox';
import { startServe } from '../support/serve-process.ts';

it(
  'a gateway outlives a broken policy and takes the next sound one',
  { skip: process.platform === 'win32' },
  async () => {
    await using open = new AsyncDisposableStack();
    const cwd = mkdtempSync(join(tmpdir(), 'sigma-embed-reload-'));
    open.defer(() => rmSync(cwd, { recursive: true, force: true }));
    const sandbox = open.adopt(await startSandbox(), (one) => one.close());
    const file = join(cwd, 'sigma-embed.json');
    const suggested = sandbox.env('http://localhost:3000');
    const env = { ...suggested, PORT: '0', SIGMA_EMBED_CONFIG_FILE: file };
    const url = suggested['DATABRICKS_OAUTH_BASE_URL'];
    const write = (...embeds: readonly object[]): void => writeFileSync(file, JSON.stringify({ embeds }));
    write({ alias: 'one', url });
    const served = startServe({ cwd, env: { ...env, SIGMA_EMBED_LOG_FORMAT: 'json' } });
    const port = await served.listening();
    let isOver = false;
    void served.ended.then(() => (isOver = true));
    const said = async (event: string, count: number): Promise<void> => {
      while (served.stdout().split(`"event":"${event}"`).length <= count) {
        assert.ok(!isOver, served.stderr());
        await delay(20);
      }
    };
    write({ alias: 'one', url, opne: {} }, { alias: 'one', url });
    served.signal('SIGHUP');
    await said('policy_reload_failed', 1);
    assert.match(served.stdout(), /policy_problem.*unknown member \\"opne\\"/);
    assert.equal((await fetch(`http://127.0.0.1:${port}/health`)).status, 200);
    rmSync(file);
    served.signal('SIGHUP');
    await said('policy_reload_failed', 2);
    write({ alias: 'one', url }, { alias: 'two', url });
    served.signal('SIGHUP');
    await said('policy_reloaded', 1);
    assert.equal((await fetch(`http://127.0.0.1:${port}/ready`)).status, 200);
    served.signal('SIGTERM');
    assert.equal(await served.ended, 0);
  },
);
