// Holds the keys in use against those that a Redis was written under, and writes down the new ones.
import type { KeyCheck } from '../../vault/keyring.ts';
import { admitTo } from '../key-checks.ts';
import type { Connection, Reply } from './connection.ts';

/**
 * `marks`: the hash that remembers them.
 * @throws GatewayError `store_unusable`. See `compareKeys`.
 */
export async function admitKeys(
  connection: Connection,
  place: { readonly at: string; readonly marks: string },
  given: readonly KeyCheck[],
): Promise<void> {
  const { at, marks } = place;
  const read = async (): Promise<readonly KeyCheck[]> =>
    [...pairsOf(await connection.command('HGETALL', marks))]
      .filter(([name]) => name.startsWith('key:'))
      .map(([name, check]) => ({ id: name.slice(4), check }));
  await admitTo(at, { read, add: ({ check, id }) => connection.command('HSETNX', marks, `key:${id}`, check) }, given);
}

/** The fields of a hash. */
export function pairsOf(reply: Reply): ReadonlyMap<string, string> {
  const words = Array.isArray(reply) ? (reply as readonly Reply[]).map(String) : [];
  return new Map(words.flatMap((word, n) => (n % 2 === 0 ? [[word, words[n + 1] ?? ''] as const] : [])));
}
