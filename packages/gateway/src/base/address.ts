// Knows which texts are one plain e-mail address.

const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/**
 * Whether a text is one plain e-mail address: ASCII, exactly one `@`, a domain of RFC 1035 labels, at most 254 characters.
 * Look-alikes of `@`, quoted names and comments are out: two parsers must never read two people in one address (OA-16).
 */
export function isStrictAddress(text: string): boolean {
  if (text.length > 254 || !ADDRESS.test(text)) return false;
  const name = text.slice(0, text.indexOf('@'));
  return !name.startsWith('.') && !name.endsWith('.') && !name.includes('..');
}
