// Holds the keys in use against those that the tables were written under, and writes down the new ones.
import type { KeyCheck } from '../../vault/keyring.ts';
import { admitTo } from '../key-checks.ts';
import type { Query } from './database.ts';

/**
 * `schema` is quoted. Runs inside a transaction.
 * @throws GatewayError `store_unusable`; the transaction has to be given up then. See `compareKeys`.
 */
export async function admitKeys(
  query: Query,
  place: { readonly at: string; readonly schema: string },
  given: readonly KeyCheck[],
): Promise<void> {
  const { at, schema } = place;
  const read = async (): Promise<readonly KeyCheck[]> => {
    const rows = await query(`SELECT id, key_check FROM ${schema}.key_checks`);
    return rows.map(([id, check]) => ({ id: String(id), check: String(check) }));
  };
  const insert = `INSERT INTO ${schema}.key_checks (id, key_check) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
  await admitTo(at, { read, add: ({ check, id }) => query(insert, [id, check]) }, given);
}
