// Finds what was given for each option: the first of its names that is set, directly or as NAME_FILE.
import { resolve } from 'node:path';
import { holdsPassword } from '../base/store-url.ts';
import { checkFileMode, readFailure, type ReadFile } from './files.ts';
import type { Option } from './option.ts';
import { OPTIONS, type OptionKey } from './options.ts';
import type { Findings } from './problems.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of one option and the name it came under. */
export interface Given {
  readonly name: string;
  readonly text: string;
}

export type AllGiven = ReadonlyMap<OptionKey, Given>;

export interface GivenSources {
  readonly env: Environment;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly readFile: ReadFile;
}

/** Reads the environment. An empty text counts as not given. */
export function readGiven(sources: GivenSources, findings: Findings): AllGiven {
  const all = new Map<OptionKey, Given>();
  for (const option of OPTIONS) {
    const found = firstGiven(option, sources, findings);
    if (found !== undefined) all.set(option.key, found);
  }
  warnOfUnknown(sources.env, findings);
  return all;
}

function firstGiven(option: Option, sources: GivenSources, findings: Findings): Given | undefined {
  for (const name of option.env) {
    const direct = presentText(sources.env[name]);
    const path = presentText(sources.env[`${name}_FILE`]);
    if (direct !== undefined && path !== undefined) {
      findings.problem(name, `and ${name}_FILE are both set`, 'Keep one of the two.');
      return { name, text: direct };
    }
    if (direct !== undefined) return { name, text: direct };
    if (path !== undefined) return fromFile(option, { name, path }, { sources, findings });
  }
  return undefined;
}

function fromFile(
  option: Option,
  { name, path }: { name: string; path: string },
  { findings, sources }: { sources: GivenSources; findings: Findings },
): Given | undefined {
  const fileName = `${name}_FILE`;
  const file = resolve(sources.cwd, path);
  try {
    const text = sources.readFile(file).replace(/\r?\n$/, '');
    if (option.type === 'secret' || holdsPassword(text)) checkFileMode(fileName, file, findings);
    if (text !== '') return { name, text };
    findings.problem(fileName, 'names an empty file', 'Write the value into the file, or point to another one.');
  } catch (error) {
    findings.problem(fileName, readFailure(error), 'Correct the path, or the rights of the file.');
  }
  // The option was given, if badly: a stand-in keeps "is missing" from being said as well.
  return { name, text: UNREADABLE };
}

/** Stands for a value whose file could not be read; the problem is told already. */
export const UNREADABLE = '\u0000unreadable';

function presentText(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function warnOfUnknown(env: Environment, findings: Findings): void {
  const known = new Set<string>(OPTIONS.flatMap((option) => option.env.flatMap((name) => [name, `${name}_FILE`])));
  for (const name of Object.keys(env).toSorted()) {
    if (name.startsWith('SIGMA_EMBED_') && !known.has(name)) {
      findings.warn(`${name} is not an option of this version; it is ignored.`);
    }
  }
}
