// What readiness means: sessions can be opened and written now. Databricks is not asked, as others can do nothing about it either (AV-03).
import type { Rooms } from './rooms.ts';

/** @throws GatewayError `key_service_unavailable`, `store_unavailable`: what keeps sessions from being opened or written. */
export async function checkReady({ store, vault }: Pick<Rooms, 'store' | 'vault'>): Promise<void> {
  vault.checkSeal(0);
  await store.check();
}
