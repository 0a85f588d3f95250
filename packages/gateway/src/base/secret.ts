// Knows how to carry a secret through the program without printing it by accident.
import { inspect } from 'node:util';

/** A secret string. It shows as `[secret]` wherever it is printed, logged or serialised. */
export interface Secret {
  /** The secret itself. Call it only where the value leaves for its destination. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const HIDDEN = '[secret]';

/** Wraps a string so that only `reveal()` gives it back. */
export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: () => HIDDEN,
    toJSON: () => HIDDEN,
    [inspect.custom]: () => HIDDEN,
  });
}
