// Whoever reads the output leaves: a command ends in order, and a gateway goes on without its lines.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, it } from 'node:test';
import { createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { COMPLETE } from '../../packages/gateway/test/config/environment.ts';
import { freePort } from '../support/free-port.ts';
import { BIN, spawnCli } from '../support/spawn-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-lost-reader-'));
after(() => rmSync(folder, { recursive: true }));

let cwd: string;
let env: Record<string, string>;
beforeEach(() => {
  cwd = mkdtempSync(join(folder, 'case-'));
  env = { ...COMPLETE, SIGMA_EMBED_STORE: `sqlite:${join(cwd, 'sessions.db')}` };
});

/** Runs a command whose reader is gone before the first line: `true` ends long before the command has read its options. */
async function unread(...words: readonly string[]): Promise<{ code: number; err: string }> {
  const line = '"$0" "$@" | true; exit "${PIPESTATUS[0]}"';
  const command = [process.execPath, '--conditions=@sigma-embed/source', BIN, ...words];
  const child = spawn('bash', ['-c', line, ...command], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, err };
}

it('a command whose reader left says nothing of it, closes the database and ends with its own code', async () => {
  const config = loadConfig({ env });
  await (await createGateway({ config, log: createLog({ level: 'silent', format: 'json' }) })).close();
  for (const words of ['sessions list', 'keys list --json']) {
    assert.deepEqual(await unread(...words.split(' ')), { code: 0, err: '' }, words);
    // An SQLite database that was not closed leaves its journal behind.
    assert.deepEqual(readdirSync(cwd), ['sessions.db'], words);
  }
});

for (const format of ['json', 'pretty']) {
  it(`a gateway whose log nobody reads any more goes on, and ends in order: ${format} [AV-01]`, async () => {
    const PORT = String(await freePort());
    const { child, ended, stdout } = spawnCli(['serve'], {
      cwd,
      env: { ...env, PORT, SIGMA_EMBED_LISTEN_HOST: '127.0.0.1', SIGMA_EMBED_LOG_FORMAT: format },
    });
    while (!stdout().includes('listening')) await once(child.stdout, 'data');
    child.stdout.destroy();
    for (let n = 0; n < 20; n += 1) {
      const answer = await fetch(`http://127.0.0.1:${PORT}/login`);
      assert.equal(answer.status, 200);
      await answer.body?.cancel();
    }
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  });
}
