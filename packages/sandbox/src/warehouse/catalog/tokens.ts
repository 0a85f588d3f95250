// Cuts a statement into words, quoted names, texts and signs. Knows no grammar.
import { syntaxError } from '../failure.ts';

export interface Token {
  /** `word` is a keyword or a plain name; `name` stood in back-ticks; `end` comes last. */
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign' | 'end';
  readonly text: string;
  /** Where it begins and ends in the statement. */
  readonly from: number;
  readonly to: number;
}

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<word>[A-Za-z_]\w*)|`(?<name>(?:[^`]|``)+)`|'(?<text>(?:[^'\\]|''|\\.)*)'|(?<number>\d+(?:\.\d+)?)|(?<sign>[^\s\w])/gy;

/** All tokens; comments and spaces are left out, and so is one semicolon at the end. */
export function tokensOf(statement: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const match of statement.matchAll(TOKEN)) {
    if (match.index !== at) break;
    at = match.index + match[0].length;
    const found = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined);
    if (found === undefined) continue;
    const [kind, text] = found as [Token['kind'], string];
    const plain = kind === 'name' ? text.replaceAll('``', '`') : text;
    tokens.push({ kind, text: plain, from: match.index, to: at });
  }
  if (at < statement.length) throw syntaxError(`'${statement.slice(at, at + 1)}'`, { line: 1, column: at + 1 });
  if (tokens.at(-1)?.text === ';' && tokens.at(-1)?.kind === 'sign') tokens.pop();
  tokens.push({ kind: 'end', text: 'end of input', from: statement.length, to: statement.length });
  return tokens;
}
