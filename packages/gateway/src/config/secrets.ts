// Knows what a weak secret and a sample value look like (EM-04). Never repeats a secret.
import { deflateRawSync } from 'node:zlib';

const SAMPLE =
  /your[-_ ]|change[-_ ]?(?:me|this|in|it)|secret-key|placeholder|replace[-_ ]?(?:me|this)|example|x{6,}|^<.*>$|…|\.\.\./i;

/** Whether a text is the sample of a guide rather than a value of one's own. */
export function isSample(text: string): boolean {
  return SAMPLE.test(text);
}

/** Whether a checked embed URL is the sample of a guide. Real workbooks are called Change-in-Revenue: only the organization tells. */
export function isSampleEmbedUrl(url: string): boolean {
  return new URL(url).pathname.split('/')[1]?.toLowerCase() === 'your-org';
}

const LEAST_BYTES = 32;
const LEAST_DISTINCT = 8;
/** 32 random hexadecimal characters deflate to about 34 bytes; a repeated word to half of that or less. */
const LEAST_DEFLATED = 24;
const LEAST_WITHOUT_WORDS = 24;
const COMMON =
  /password|passwort|secret|letmein|welcome|qwert[yz]|admin|default|databricks|sigma|embed|session|token|test/gi;

/**
 * What is visibly weak about a secret, as the end of "… is a secret that"; `undefined` when nothing is.
 * It cannot see a good secret, only a bad one: short, repeated, counted up, or made of words.
 */
export function weaknessOf(text: string): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes < LEAST_BYTES) return `has only ${bytes} of at least ${LEAST_BYTES} bytes`;
  if (new Set(text).size < LEAST_DISTINCT) return 'uses only a few different characters';
  if (deflateRawSync(text).length < LEAST_DEFLATED) return 'repeats itself';
  if (stepsInOrder(text) > 0.6) return 'runs along the alphabet or the digits';
  if (/^[\p{L}\s_.-]+$/u.test(text) && caseChanges(text) < 0.25) return 'is made of letters only, like words';
  if (Buffer.byteLength(text.replaceAll(COMMON, '')) < LEAST_WITHOUT_WORDS) return 'is made of common words';
  return undefined;
}

/** Share of neighbouring characters that are equal or follow each other. */
function stepsInOrder(text: string): number {
  let inOrder = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (Math.abs(text.charCodeAt(index) - text.charCodeAt(index - 1)) <= 1) inOrder += 1;
  }
  return inOrder / Math.max(1, text.length - 1);
}

/** Share of neighbouring characters of which one is a capital and the other is not: about a half in random base64, little in words. */
function caseChanges(text: string): number {
  return (text.match(/(?<=\p{Lu})\P{Lu}|(?<=\P{Lu})\p{Lu}/gu) ?? []).length / Math.max(1, text.length - 1);
}

/** Whether a secret holds white space or control characters, mostly from careless copying. */
export function hasWhiteSpace(text: string): boolean {
  return /[\s\p{Cc}\u200b\ufeff]/u.test(text);
}
