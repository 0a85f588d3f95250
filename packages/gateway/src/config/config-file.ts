// The optional JSON file for what the environment cannot say well: several embeds, lists. Unknown members are refused.
import { resolve } from 'node:path';
import { z } from 'zod';
import { readFailure } from './files.ts';
import type { Loading } from './loading.ts';

const texts = z.array(z.string().trim().min(1));

const schema = z.strictObject({
  embeds: z
    .array(
      z.strictObject({
        alias: z.string(),
        url: z.string(),
        connectionId: z.string().trim().min(1).optional(),
      }),
    )
    .min(1)
    .optional(),
  teams: texts.optional(),
  internalUsers: texts.optional(),
});

export type ConfigFile = z.infer<typeof schema>;

/** Reads the config file when one is named; an empty one otherwise, or when it has problems (they are told). */
export function readConfigFile({ findings, sources, values }: Loading): ConfigFile {
  const path = values.text('configFile');
  if (path === undefined) return {};
  const name = values.name('configFile');
  let text: string;
  try {
    text = sources.readFile(resolve(sources.cwd, path));
  } catch (error) {
    findings.problem(name, readFailure(error), 'Correct the path, or leave the option out.');
    return {};
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    findings.problem(name, 'names a file that is not JSON', 'Look for a missing comma, quote or bracket.');
    return {};
  }
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const place = [path, ...issue.path.map(String)].join(': ');
    if (issue.code === 'unrecognized_keys') {
      const known = issue.path.length === 0 ? 'embeds, teams and internalUsers' : 'alias, url and connectionId';
      for (const key of issue.keys)
        findings.problem(place, `has an unknown member ${quoted(key)}`, `Known are ${known}.`);
    } else {
      findings.problem(place, `has the wrong form (${issue.message})`, 'The reference page of the options shows it.');
    }
  }
  return {};
}

function quoted(key: string): string {
  return JSON.stringify(key.slice(0, 40));
}
