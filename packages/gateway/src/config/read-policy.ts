// The part of the configuration that a running gateway can take anew: embeds and people.
import type { ConfigFile } from './config-file-schema.ts';
import type { Loading } from './loading.ts';
import type { PolicyConfig } from './policy-config.ts';
import type { Addresses } from './read-addresses.ts';
import { readEmbeds } from './read-embeds.ts';
import { readPeople } from './read-people.ts';
import { readSources } from './workspace-sources.ts';

/** `undefined` when there are problems; they are told. */
export function readPolicy(
  loading: Loading,
  file: ConfigFile | undefined,
  addresses: Addresses,
): PolicyConfig | undefined {
  const [first, ...others] = readEmbeds(loading, file, addresses);
  const people = readPeople(loading, file);
  const workspaces = readSources(loading, file);
  return first === undefined ? undefined : { workspaces, embeds: [first, ...others], people };
}
