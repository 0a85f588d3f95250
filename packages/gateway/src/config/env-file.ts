// The one place that reads the process's environment, and the file beside it. The real environment wins.
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { readFailure } from './files.ts';
import type { Environment } from './given.ts';
import { ConfigError } from './problems.ts';

/** The environment file where none is named. */
export const ENV_FILE = '.env';

export interface EnvironmentOptions {
  /** Path of an environment file. Default: `.env`, if there is one. */
  readonly file?: string | undefined;
  /** Set over everything, such as options of a command line; `undefined` leaves a name as it is. */
  readonly over?: Environment;
  /** Default: the environment of this process. */
  readonly env?: Environment;
}

/** The names and values of an environment file, in the syntax of `node --env-file`. Throws as `node:fs` does. */
export function readEnvFile(path: string): Environment {
  return parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
}

/**
 * The environment that the configuration is read from: the file, over it the process, over it `over`.
 * A name and its `NAME_FILE` are one option, so the winner of the two also removes the loser from below.
 * @throws ConfigError when a file was named and cannot be read.
 */
export function loadEnvironment(options: EnvironmentOptions = {}): Environment {
  const layers = [fromFile(options.file), options.env ?? process.env, options.over ?? {}];
  const merged: Record<string, string> = {};
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer)) {
      if (value === undefined || value === '') continue;
      const twin = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
      if (layer[twin] === undefined || layer[twin] === '') delete merged[twin];
      merged[name] = value;
    }
  }
  return merged;
}

function fromFile(path: string | undefined): Environment {
  try {
    return readEnvFile(path ?? ENV_FILE);
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (path === undefined && isAbsent) return {};
    const fix = path === undefined ? 'Correct its rights, or move it away.' : 'Correct the path.';
    throw new ConfigError([{ key: path === undefined ? ENV_FILE : '--env', problem: readFailure(error), fix }]);
  }
}
