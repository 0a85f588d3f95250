// Knows what a secret looks like, and searches bytes for it in every form it may hide in.

/** Shapes of things that must never show: JWTs, Databricks tokens. The encrypted token inside an embed URL is the one exception. */
const SHAPES: readonly RegExp[] = [
  /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  /\bdoau[A-Za-z0-9]{8,}/,
  /\bdapi[a-f0-9]{16,}/,
];

/** The forms in which a canary is looked for: as it is, base64, base64url, hex, UTF-16, URL-encoded. */
export function formsOf(canary: string): string[] {
  const bytes = Buffer.from(canary, 'utf8');
  const base64 = [0, 1, 2].map((shift) => {
    // Base64 of a text inside a longer one depends on its position modulo three; the edges are left out.
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return shifted.slice(shift === 0 ? 0 : 4, -2);
  });
  return [
    canary,
    encodeURIComponent(canary),
    bytes.toString('hex'),
    Buffer.from(canary, 'utf16le').toString('latin1'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** The names of the canaries that are found in `haystack`. */
export function leaksOf(haystack: string, canaries: Readonly<Record<string, string>>): string[] {
  return Object.entries(canaries)
    .filter(([, canary]) => canary.length > 0 && formsOf(canary).some((form) => haystack.includes(form)))
    .map(([name]) => name);
}

/** Anything in `haystack` that has the shape of a token. */
export function tokenShapes(haystack: string): string[] {
  return SHAPES.flatMap((shape) =>
    [...haystack.matchAll(new RegExp(shape, 'g'))].map(([found]) => `${found.slice(0, 12)}…`),
  );
}
