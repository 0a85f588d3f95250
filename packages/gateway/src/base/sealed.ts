// Knows how a sealed text names its key: `FORMAT.KEY-ID.BODY`. Knows no keys and cannot open anything.

/** The format that is written now. */
export const SEAL_FORMAT = '1';

/** The key id that a sealed text names; `undefined` when it is not a sealed text. */
export function sealedUnder(text: string): string | undefined {
  const [format, id, body, ...rest] = text.split('.', 4);
  return format === SEAL_FORMAT && body !== undefined && rest.length === 0 ? id : undefined;
}

/** Whether a text is sealed in a form that only a newer version of the gateway knows. */
export function isNewerSeal(text: string): boolean {
  const [, format] = /^([1-9]\d{0,3})\../.exec(text) ?? [];
  return Number(format) > Number(SEAL_FORMAT);
}
