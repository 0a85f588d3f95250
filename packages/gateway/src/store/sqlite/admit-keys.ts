// Holds the keys in use against those that an SQLite file was written under, and writes down the new ones.
import type { DatabaseSync } from 'node:sqlite';
import type { KeyCheck } from '../../vault/keyring.ts';
import { compareKeys } from '../key-checks.ts';

/** @throws GatewayError `store_unusable`; nothing is changed then. See `compareKeys`. */
export function admitKeys(db: DatabaseSync, file: string, given: readonly KeyCheck[]): void {
  if (compareKeys(file, read(db), given).length === 0) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    const add = db.prepare('INSERT INTO key_checks (id, key_check) VALUES (?, ?)');
    // Another process may have come first.
    for (const { check, id } of compareKeys(file, read(db), given)) add.run(id, check);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function read(db: DatabaseSync): readonly KeyCheck[] {
  const rows = db.prepare('SELECT id, key_check FROM key_checks').all();
  return rows.map((row) => ({ id: String(row['id']), check: String(row['key_check']) }));
}
