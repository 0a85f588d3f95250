// The optional JSON file for what the environment cannot say well: which embeds there are and who sees what.
import { resolve } from 'node:path';
import { configFileSchema, type ConfigFile } from './config-file-schema.ts';
import { problemsOf } from './config-file-problems.ts';
import { readFailure } from './files.ts';
import type { Loading } from './loading.ts';

/** Reads the config file when one is named; an empty one otherwise. `undefined` when it has problems; they are told. */
export function readConfigFile({ findings, sources, values }: Loading): ConfigFile | undefined {
  const path = values.text('configFile');
  if (path === undefined) return {};
  const name = values.name('configFile');
  let text: string;
  try {
    text = sources.readFile(resolve(sources.cwd, path));
  } catch (error) {
    findings.problem(name, readFailure(error), 'Correct the path, or leave the option out.');
    return undefined;
  }
  let parsed: unknown;
  let hasPrototype = false;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''), (key, value: unknown) => {
      hasPrototype ||= key === '__proto__';
      return value;
    });
  } catch (error) {
    const fix = 'Look for a missing comma, quote or bracket.';
    findings.problem(name, `names a file that is not JSON${lineOf(error)}`, fix);
    return undefined;
  }
  // The schema passes over it where a member may have any name.
  if (hasPrototype) findings.problem(path, 'has an unknown member "__proto__"', 'Take it out.');
  const result = configFileSchema.safeParse(parsed);
  for (const problem of result.error?.issues.flatMap((issue) => problemsOf(path, issue)) ?? [])
    findings.problem(problem.key, problem.problem, problem.fix);
  return hasPrototype ? undefined : result.data;
}

/** Of the message only the place: the rest repeats what stands in the file. */
function lineOf(error: unknown): string {
  const line = /\(line (\d+) column (\d+)\)/.exec(error instanceof Error ? error.message : '');
  return line === null ? '' : `; the reading stopped at line ${line[1]}, column ${line[2]}`;
}
