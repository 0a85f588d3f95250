// Key -> what is sealed under it: sessions of the database, and pairs that wait in the spill folder of this machine.
import { sealedUnder } from '../base/sealed.ts';
import type { Rooms } from './rooms.ts';

export interface KeyUse {
  readonly id: string;
  /** A session under two keys counts for both. */
  readonly sessions: number;
  /** New tokens that the database did not take yet. */
  readonly waiting: number;
}

/** @throws GatewayError `store_unavailable`. */
export async function keysInUse({ desk, store }: Rooms): Promise<readonly KeyUse[]> {
  const stored = await store.keysInUse();
  const spilled = (await desk.spill.list()).flatMap(({ text }) => sealedUnder(text) ?? []);
  const ids = new Set([...stored.map(({ id }) => id), ...spilled]);
  return [...ids].map((id) => ({
    id,
    sessions: stored.find((used) => used.id === id)?.sessions ?? 0,
    waiting: spilled.filter((under) => under === id).length,
  }));
}
