// Reads a row of tokens from left to right. Knows names and lists; not what they mean.
import { syntaxError } from '../failure.ts';
import { tokensOf, type Token } from './tokens.ts';

export interface Reader {
  /** Takes these keywords if they come next, all or none. */
  accept(...words: readonly string[]): boolean;
  acceptSign(sign: string): boolean;
  /** Throws a syntax error unless these keywords come next. */
  expect(...words: readonly string[]): void;
  expectSign(sign: string): void;
  /** One name, plain or in back-ticks. */
  name(): string;
  /** A name with up to three parts, in lower case. */
  path(): string[];
  /** Names between brackets, possibly none. */
  names(): string[];
  /** Everything from here to the end, as it was written. */
  rest(): string;
  /** Throws a syntax error unless nothing is left. */
  end(): void;
  fail(): never;
}

export function createReader(statement: string): Reader {
  const tokens = tokensOf(statement);
  let at = 0;
  const next = (ahead = 0): Token => tokens[Math.min(at + ahead, tokens.length - 1)] as Token;

  const fail = (): never => {
    const { from, kind, text } = next();
    const before = statement.slice(0, from).split('\n');
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    throw syntaxError(kind === 'end' ? text : `'${text}'`, position);
  };
  const accept = (...words: readonly string[]): boolean => {
    if (!words.every((word, ahead) => isWord(next(ahead), word))) return false;
    at += words.length;
    return true;
  };
  const acceptSign = (sign: string): boolean => {
    if (next().kind !== 'sign' || next().text !== sign) return false;
    at += 1;
    return true;
  };
  const expectSign = (sign: string): void => void (acceptSign(sign) || fail());
  const name = (): string => {
    const { kind, text } = next();
    if (kind !== 'word' && kind !== 'name') return fail();
    at += 1;
    return text;
  };
  const path = (): string[] => {
    const parts = [name()];
    while (parts.length < 3 && acceptSign('.')) parts.push(name());
    return parts.map((part) => part.toLowerCase());
  };

  return {
    accept,
    acceptSign,
    expect: (...words) => void (accept(...words) || fail()),
    expectSign,
    name,
    path,
    names() {
      expectSign('(');
      const found: string[] = [];
      while (!acceptSign(')')) {
        if (found.length > 0) expectSign(',');
        found.push(name());
      }
      return found;
    },
    rest() {
      const { from } = next();
      const last = tokens.at(-2);
      at = tokens.length - 1;
      return statement.slice(from, last?.to ?? from);
    },
    end: () => void (next().kind === 'end' || fail()),
    fail,
  };
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toUpperCase() === word;
}
