// Changes a key file in one step: a crash leaves the old one or the new one, never half of it.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { formatKeyFile, parseKeyFile, refused, type KeyEntry } from '../config/key-file.ts';

/**
 * Reads the file, or starts with `first` where there is none, and writes what `change` makes of it. Mode 0600.
 * @throws GatewayError `keys_refused` for a file that is no key ring, and what `change` throws; the file is then as before.
 */
export function editKeyFile(
  path: string,
  first: readonly KeyEntry[],
  change: (keys: readonly KeyEntry[]) => readonly KeyEntry[],
): void {
  const keys = existsSync(path) ? parseKeyFile(readFileSync(path, 'utf8')) : first;
  if (keys === undefined) throw refused(`${path} is no key ring; it was left as it is.`);
  const text = formatKeyFile(change(keys));
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
