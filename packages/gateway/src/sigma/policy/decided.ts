// A decision and its reason travel together, so that a preview can never say anything else than what is sent.

/** Something decided about a viewer, and the rule that decided it. */
export interface Decided<T> {
  readonly value: T;
  readonly why: string;
}

/** A decided value with a name. */
export interface DecidedNamed extends Decided<string> {
  readonly name: string;
}
