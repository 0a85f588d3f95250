// Knows the key that encrypts tokens: derived from the embed secret off the event loop, used for many tokens, replaced in time.
import { createSecretKey, pbkdf2, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Secret } from '../base/secret.ts';
import { createTurns } from './turns.ts';

const derive = promisify(pbkdf2);

/** PBKDF2-HMAC-SHA256 rounds and sizes of Sigma's format. */
export const ROUNDS = 600_000;
export const SALT_BYTES = 16;
export const KEY_BYTES = 32;

/** A key and the salt it was derived with. */
export interface DerivedKey {
  /** Standard base64 with padding, as it stands in the value. */
  readonly salt: string;
  readonly key: KeyObject;
}

export interface DerivedKeys {
  /**
   * A key for one encryption. A promise only while none is ready. `whose`: derivations for several go in turns. Default: nobody's.
   * @throws GatewayError `too_many_requests` where each token has a derivation of its own and too many wait.
   */
  take(whose?: string): DerivedKey | Promise<DerivedKey>;
  /** Resolves when a key is ready. */
  ready(): Promise<void>;
  /** Forgets all keys. */
  close(): void;
}

export interface DerivedKeysOptions {
  readonly secret: Secret;
  readonly clock: Clock;
  readonly random: Random;
  /** Derive anew for every token. Default `false`. */
  readonly freshSaltPerToken?: boolean | undefined;
  /** Tokens under one key. Default 2^20. */
  readonly budget?: number | undefined;
  /** Age of a key in milliseconds. Default one hour. */
  readonly maxAgeMs?: number | undefined;
}

interface Epoch extends DerivedKey {
  readonly bornAt: number;
  used: number;
}

/** The successor is derived when this share of budget or age is used up, so that a change costs nobody a wait. */
const AHEAD = 0.75;
/** Derivations that may wait: a page of eight embeds, and as many seconds as a browser waits for an answer. */
const WAITING = { each: 8, all: 100 };
/** Whatever happens, no key encrypts more often than this: far below the 2^32 of NIST SP 800-38D section 8.3. */
const HARD_STOP = 2 ** 28;

/** See docs/decisions/0005-derived-key-cache.md for why one key may serve many tokens. */
export function createDerivedKeys(options: DerivedKeysOptions): DerivedKeys {
  const { clock, random, secret } = options;
  const budget = Math.min(options.budget ?? 2 ** 20, HARD_STOP);
  const maxAgeMs = options.maxAgeMs ?? 3_600_000;
  let current: Epoch | undefined;
  let successor: Promise<Epoch> | undefined;
  // One derivation at a time: they share a small thread pool with name resolution, which the calls to Databricks need.
  const turns = createTurns(WAITING);

  const newEpoch = async (): Promise<Epoch> => {
    const salt = random(SALT_BYTES);
    const bytes = await derive(secret.reveal(), salt, ROUNDS, KEY_BYTES, 'sha256');
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return { salt: Buffer.from(salt).toString('base64'), key, bornAt: clock.monotonic(), used: 0 };
  };

  const prepare = (): Promise<Epoch> => {
    successor ??= turns.take('', newEpoch).then(
      (epoch) => {
        current = epoch;
        successor = undefined;
        return epoch;
      },
      (error: unknown) => {
        successor = undefined;
        throw error;
      },
    );
    return successor;
  };

  const wearOf = (epoch: Epoch): number => Math.max(epoch.used / budget, (clock.monotonic() - epoch.bornAt) / maxAgeMs);

  return {
    take(whose = '') {
      if (options.freshSaltPerToken) return turns.take(whose, newEpoch);
      const epoch = current;
      const wear = epoch === undefined ? 1 : wearOf(epoch);
      if (wear >= AHEAD) {
        const next = prepare();
        if (epoch === undefined || wear >= 1) return next.then(use);
        next.catch(() => {});
      }
      return use(epoch as Epoch);
    },
    async ready() {
      if (!options.freshSaltPerToken && current === undefined) await prepare();
    },
    close() {
      current = undefined;
    },
  };
}

function use(epoch: Epoch): DerivedKey {
  epoch.used += 1;
  return epoch;
}
