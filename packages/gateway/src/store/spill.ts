// A folder for sealed texts that the store could not take: one file each, durable before `put` resolves. Knows no tokens.
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../base/errors.ts';
import { randomToken, type Random } from '../base/random.ts';

export interface Spilled {
  readonly name: string;
  readonly text: string;
}

export interface Spill {
  /** Writes a text so that it survives the process and the machine. Answers with its name. Rejects when it cannot. */
  put(text: string): Promise<string>;
  /**
   * Everything that was put and not removed, by whichever process. Empty when there is no folder.
   * @throws GatewayError `store_unusable` when the folder cannot be read.
   */
  list(): Promise<readonly Spilled[]>;
  remove(name: string): Promise<void>;
  /** Keeps a text that cannot be read, and does not list it again. */
  setAside(name: string): Promise<void>;
}

const ENDING = '.spill';
/** Another process may list the folder at any moment: it sees a text whole or not at all. */
const DRAFT = '.draft';

/** @param folder Made on first use, readable by its owner only. */
export function openSpill(folder: string, random: Random): Spill {
  return {
    async put(text) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${randomToken(random, 16)}${ENDING}`;
      const draft = join(folder, `${name}${DRAFT}`);
      try {
        await writeDurably(draft, `${text}\n`);
        await rename(draft, join(folder, name));
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
      // Not every file system can do that, and the text is there all the same.
      await syncFolder(folder).catch(() => undefined);
      return name;
    },
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw unreadable(folder, error);
      });
      const found: Spilled[] = [];
      for (const name of names.filter((one) => one.endsWith(ENDING)).toSorted()) {
        const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
        if (text !== undefined) found.push({ name, text: text.trimEnd() });
      }
      return found;
    },
    remove: async (name) => await rm(join(folder, name), { force: true }),
    setAside: async (name) => await rename(join(folder, name), join(folder, `${name}.unreadable`)),
  };
}

/** For a store that forgets everything anyway. */
export function noSpill(): Spill {
  return {
    put: async () => await Promise.reject(new Error('this gateway has no spill folder')),
    list: async () => [],
    remove: async () => undefined,
    setAside: async () => undefined,
  };
}

function unreadable(folder: string, cause: unknown): GatewayError {
  const message =
    `The folder ${folder}, in which new tokens may wait, cannot be read. ` +
    'Run this as the user of the gateway, or correct SIGMA_EMBED_SPILL_FOLDER.';
  return new GatewayError('store_unusable', { message, cause });
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new name survives a power cut when its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
