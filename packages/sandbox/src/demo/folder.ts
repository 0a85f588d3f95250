// A folder for one run of the demo: the session database and the config file. Gone when the demo ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Workbook } from '../world.ts';

export interface DemoFolder {
  /** For `SIGMA_EMBED_STORE`. */
  readonly storeUrl: string;
  /** Writes the config file of the gateway: every workbook under its short name. Returns the path. */
  writeConfig(sigmaOrigin: string, world: { organization: string; workbooks: readonly Workbook[] }): string;
  remove(): void;
}

export function createDemoFolder(): DemoFolder {
  const path = mkdtempSync(join(tmpdir(), 'sigma-embed-demo-'));
  return {
    storeUrl: `sqlite:${join(path, 'sessions.db')}`,
    writeConfig(sigmaOrigin, { organization, workbooks }) {
      const file = join(path, 'sigma-embed.json');
      // By name, so that the workbook with the policies comes first and is the default.
      const embeds = [...workbooks]
        .toSorted((a, b) => a.key.localeCompare(b.key))
        .map(({ key, slug }) => ({ alias: key, url: `${sigmaOrigin}/${organization}/workbook/${slug}` }));
      writeFileSync(file, `${JSON.stringify({ embeds }, null, 2)}\n`, { mode: 0o600 });
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
