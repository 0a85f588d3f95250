// The hook for a key service: whoever keeps the key that wraps the keys of the ring. Knows no service.

/** Bound to what is wrapped: a key service authenticates it, or a wrapped key could stand in for another one. */
export type KeyContext = Readonly<Record<string, string>>;

/**
 * A key service: a cloud KMS, a Vault transit engine, a file. The ring then holds wrapped keys only, and a copy of the key
 * file opens nothing by itself.
 */
export interface KeyWrapper {
  /** Names it for an operator, such as `file:/etc/sigma-embed/kek`; nothing secret. */
  describe(): string;
  /** Wraps 32 bytes. The answer is text without white space. */
  wrap(key: Uint8Array, context: KeyContext): Promise<string>;
  /**
   * @throws `KeyWrapperDenied` when the service answers and refuses; anything else means that it cannot be reached now.
   */
  unwrap(wrapped: string, context: KeyContext): Promise<Uint8Array>;
}

/** The service answered: this key may not be unwrapped here. */
export class KeyWrapperDenied extends Error {
  override readonly name = 'KeyWrapperDenied';
}

/** What a wrapped key of the ring is bound to. */
export function ringContext(id: string): KeyContext {
  return { product: 'sigma-embed-gateway', purpose: 'key-ring', id };
}
