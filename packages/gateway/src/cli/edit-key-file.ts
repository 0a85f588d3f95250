// Changes a key file in one step: a crash leaves the old one or the new one, never half of it. Link, owner and mode stay.
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { GatewayError } from '../base/errors.ts';
import { formatKeyFile, parseKeyFile, refused, type KeyFile } from '../config/key-file.ts';

/**
 * Reads the file, or starts with `first` where there is none, and writes what `change` makes of it. A new file has mode 0600.
 * One command at a time: `PATH.lock` is the new file until it takes the place of the old one.
 * @returns whether the file is new.
 * @throws GatewayError `keys_refused` for a file that is no key ring or cannot be written, and what `change` throws; the file is then
 *   as before.
 */
export function editKeyFile(path: string, first: KeyFile, change: (keys: KeyFile) => KeyFile): boolean {
  try {
    const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
    const file = isNew ? path : realpathSync(path);
    replace(file, () => {
      const keys = isNew ? first : parseKeyFile(readFileSync(file, 'utf8'));
      if (keys === undefined) throw refused(`${path} is no key ring; it was left as it was.`);
      return formatKeyFile(change(keys));
    });
    return isNew;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw refused(`The key file ${path} was left as it was: ${causeOf(error, path)}`);
  }
}

function replace(file: string, write: () => string): void {
  const beside = `${file}.lock`;
  const handle = openSync(beside, 'wx', 0o600);
  try {
    const old = statSync(file, { throwIfNoEntry: false });
    writeFileSync(handle, write());
    if (old !== undefined) {
      fchownSync(handle, old.uid, old.gid);
      fchmodSync(handle, old.mode & 0o777);
    }
    fsyncSync(handle);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(file));
}

/** A new name is durable when its folder is. Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function causeOf(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  switch (code) {
    case 'EEXIST':
      return `another command is changing it. Wait for that one; if none is running, delete the .lock file beside it.`;
    case 'ENOENT':
    case 'ENOTDIR':
      return `its folder ${dirname(path)} does not exist, or it links to nothing. Make the folder and run this again.`;
    case 'EACCES':
    case 'EPERM':
      return 'this user may not write it, or not into its folder. Run this as the user who owns both.';
    case 'EROFS':
      return 'it lies on a file system that is read-only. Change it where it comes from.';
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'there is no space for it. Make room and run this again.';
    case 'EISDIR':
      return 'it is a folder. Name a file in SIGMA_EMBED_KEY_FILE.';
    default:
      return `the system says ${code.replaceAll(/\W/g, '')}. Mend that and run this again.`;
  }
}
