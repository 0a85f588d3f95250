// What every part of the loader works with, and the small steps they share.
import { resolve } from 'node:path';
import { readTextFile, warnOfMode, type ReadFile } from './files.ts';
import { readGiven, type Environment, type GivenSources } from './given.ts';
import type { OptionKey } from './options.ts';
import { ConfigError, createFindings, type Findings } from './problems.ts';
import { isSample } from './secrets.ts';
import type { Read } from './addresses.ts';
import { createValues, type Values } from './values.ts';

export interface LoadOptions {
  /** The environment to read. `loadEnvironment` makes one from the process and a file. */
  readonly env: Environment;
  /** Path of the environment file that `env` comes from in part: others must not read it. It need not exist. */
  readonly envFile?: string;
  /** Folder that relative paths start from. Default: the working folder. */
  readonly cwd?: string;
  /** Default: reads UTF-8 from the disk. */
  readonly readFile?: ReadFile;
}

export interface Loading {
  readonly values: Values;
  readonly findings: Findings;
  readonly sources: GivenSources;
}

export function startLoading(options: LoadOptions): Loading {
  const sources: GivenSources = {
    env: options.env,
    cwd: options.cwd ?? process.cwd(),
    readFile: options.readFile ?? readTextFile,
  };
  const findings = createFindings();
  const { envFile } = options;
  if (envFile !== undefined) warnOfMode(`The file ${envFile}`, resolve(sources.cwd, envFile), findings);
  return { sources, findings, values: createValues(readGiven(sources, findings), findings) };
}

/** Ends a load: throws when anything was wrong. */
export function finishLoading({ findings }: Loading): void {
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
}

/** The value that a strict reader made of an option's text; tells its problem otherwise. */
export function checked<T>({ findings, values }: Loading, key: OptionKey, result: Read<T>): T | undefined {
  if ('ok' in result) return result.ok;
  findings.problem(values.name(key), result.problem, result.fix);
  return undefined;
}

/** Every entry of a list through a strict reader; tells the first problem of each entry. */
export function checkedList<T>(loading: Loading, key: OptionKey, read: (text: string) => Read<T>): T[] {
  const results = loading.values.list(key).map((text) => checked(loading, key, read(text)));
  return results.filter((value) => value !== undefined);
}

/** Sample values may stay on loopback, where somebody tries things out; anywhere else they are a problem. */
export function checkSample(loading: Loading, key: OptionKey, addresses: { loopback: boolean }): boolean {
  const { values } = loading;
  const text = values.given(key) ? values.text(key) : undefined;
  if (text === undefined || !isSample(text)) return false;
  tellSample(loading, key, addresses);
  return true;
}

/** Tells that an option still has the value of a sample. */
export function tellSample({ findings, values }: Loading, key: OptionKey, { loopback }: { loopback: boolean }): void {
  if (loopback) findings.warn(`${values.name(key)} still has a sample value. That is accepted on localhost only.`);
  else findings.problem(values.name(key), 'still has a sample value', 'Set your own; samples are known to everybody.');
}
