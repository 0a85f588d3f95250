// The second net under log texts: hides what looks like a token, and keeps one event on one line. The first net is the
// list of allowed fields. Knows shapes, not meanings.

const LONGEST_READ = 4_000;
const LONGEST_WRITTEN = 2_000;

/**
 * Runs of word characters joined by dots. Taken whole and from their beginning only: a search that began anew at each character of a run
 * would cost the square of its length (RL-08).
 */
const DOTTED = /(?<![\w-])[\w-]+(?:\.[\w-]*)+/g;
/** `salt.iv.tag.ciphertext` in base64, as Sigma wants tokens. From the beginning of a run only, too. */
const ENCRYPTED = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/=]{16,}(?:\.[A-Za-z0-9+/=]{16,}){3}/g;

/** Most texts are plain words and pass at once: no shape but the headed and the named ones fits into these characters. */
const PLAIN = /^[\w/:-]{0,200}$/;
const HEADS = /doau|dapi|dose|dkea|dkid|(?:token|secret|verifier|code|state|password):/i;

const SHAPES: readonly (readonly [shape: RegExp, hidden: string])[] = [
  [/(:jwt=)[^\s&"']+/gi, '$1[hidden]'],
  [/\b(Bearer|Basic)(\s+)[^\s,;"']+/gi, '$1$2[hidden]'],
  [ENCRYPTED, '[encrypted token]'],
  [/doau[A-Za-z0-9]{6,}/g, '[refresh token]'],
  [/(?:dapi|dose|dkea|dkid)[a-f0-9]{12,}(?:-\d+)?/g, '[databricks secret]'],
  [
    /\b((?:access|refresh|id)_token|client_secret|code_verifier|code|state|secret|password)(["']?\s*[=:]\s*["']?)[^\s&"',;}]+/gi,
    '$1$2[hidden]',
  ],
  // Looked for from the end of the name: names may follow each other without one.
  [/(?<=__Host-[\w-]+=)[^\s;,"']+/g, '[hidden]'],
];

/**
 * A text that may be logged: token shapes hidden, control characters written out, at most 2,000 characters.
 * Never throws, whatever the text.
 */
export function safeText(text: string): string {
  if (PLAIN.test(text) && !HEADS.test(text)) return text;
  const read = text.length > LONGEST_READ ? cut(text) : text;
  let hidden = read;
  for (const [shape, by] of SHAPES) hidden = hidden.replace(shape, by);
  hidden = hidden.replace(DOTTED, hideJwt);
  const lines = hidden.toWellFormed().replace(UNPRINTABLE, written);
  return lines.length > LONGEST_WRITTEN || read.length < text.length ? `${lines.slice(0, LONGEST_WRITTEN)}…` : lines;
}

/** A token cut in two has no shape any more, so the cut goes back to the last white space. */
function cut(text: string): string {
  let end = LONGEST_READ;
  while (end > 0 && /\S/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function hideJwt(run: string): string {
  const at = run.indexOf('eyJ');
  return at >= 0 && run.includes('.', at) ? `${run.slice(0, at)}[jwt]` : run;
}

/** Control and format characters, line and paragraph separators: what moves a cursor or turns text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function written(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
