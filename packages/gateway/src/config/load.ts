// Reads the whole configuration, strictly, and tells every problem at once. Opens nothing but the files it is pointed to.
import { resolve } from 'node:path';
import type { Config, DatabricksConfig, KeyService } from './config.ts';
import { readConfigFile } from './config-file.ts';
import { finishLoading, startLoading, type Loading, type LoadOptions } from './loading.ts';
import { derivedKey } from './key-ring.ts';
import { readAddresses } from './read-addresses.ts';
import { DEFAULT_WORKSPACE } from './read-databricks.ts';
import type { PolicyConfig } from './policy-config.ts';
import { readRefresh, readSpillFolder } from './read-refresh.ts';
import { readKeyFilePath, readKeyRing, readKeyService, readSession, readStore } from './read-sessions.ts';
import { readPolicy } from './read-policy.ts';
import { readSigma } from './read-sigma.ts';
import { readWorkspaces } from './read-workspaces.ts';

export { ConfigError, type ConfigProblem } from './problems.ts';
export type { LoadOptions } from './loading.ts';

/**
 * Makes a checked, frozen configuration of an environment. Names and defaults: the option table.
 * @throws ConfigError with every problem: missing, malformed, weak or contradicting options. No secret shows in it.
 */
export function loadConfig(options: LoadOptions): Config {
  const loading = startLoading(options);
  const { findings, values } = loading;
  const file = readConfigFile(loading);
  const addresses = readAddresses(loading);
  const { basePath, callbackPath, frameAncestors, listen, pageOrigins, publicOrigin } = addresses;
  const storeUrl = readStore(loading);
  const draft = {
    publicOrigin,
    basePath,
    callbackPath,
    listen,
    workspaces: readWorkspaces(loading, file, addresses),
    sigma: readSigma(loading, addresses),
    policy: readPolicy(loading, file, addresses),
    session: readSession(loading),
    refresh: readRefresh(loading),
    storeUrl,
    spillFolder: readSpillFolder(loading, storeUrl),
    keyRing: readKeyRing(loading, addresses),
    keyFile: readKeyFilePath(loading),
    keyService: readKeyService(loading),
    frameAncestors,
    pageOrigins,
    saveTokenToFile: readSaveToken(loading),
    log: { level: values.text('logLevel') ?? 'info', format: readLogFormat(loading) },
    auditDays: values.number('auditDays'),
    drainMs: values.number('drain') * 1000,
  };
  finishLoading(loading);
  const { keyRing, policy } = draft;
  if (policy === undefined || !hasOne(keyRing)) throw new TypeError('a missing option was not told');
  return freeze({ ...draft, policy, keyRing, warnings: [...findings.warnings] });
}

/** What `sigma-embed token` needs: the part of the configuration that exists before Sigma is set up. */
export interface SignInConfig {
  readonly databricks: DatabricksConfig;
  readonly saveTokenToFile: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * Reads the Databricks part alone; with `alias` for a workspace of the config file, which is read for that only.
 * @throws ConfigError with every problem of that part.
 */
export function loadSignInConfig(options: LoadOptions, alias: string = DEFAULT_WORKSPACE): SignInConfig {
  const loading = startLoading(options);
  const file = alias === DEFAULT_WORKSPACE ? {} : readConfigFile(loading);
  const workspaces = readWorkspaces(loading, file, readAddresses(loading));
  const databricks = workspaces.find((workspace) => workspace.alias === alias);
  if (databricks === undefined) {
    const known = workspaces.map((workspace) => workspace.alias).join(', ');
    loading.findings.problem('--workspace', 'names no workspace', `Known are ${known}.`);
  }
  const saveTokenToFile = readSaveToken(loading);
  finishLoading(loading);
  if (databricks === undefined) throw new TypeError('a missing workspace was not told');
  return freeze({ databricks, saveTokenToFile, warnings: [...loading.findings.warnings] });
}

/**
 * Reads the key ring again, as `loadConfig` does: the key file may have changed since.
 * @throws ConfigError with every problem of the ring.
 */
export function loadKeyRing(options: LoadOptions): Config['keyRing'] {
  const loading = startLoading(options);
  const ring = readKeyRing(loading, readAddresses(loading));
  finishLoading(loading);
  if (!hasOne(ring)) throw new TypeError('a missing option was not told');
  return freeze(ring);
}

/** A policy, and what the operator should hear about it. */
export interface LoadedPolicy {
  readonly policy: PolicyConfig;
  readonly warnings: readonly string[];
}

/**
 * Reads embeds and people alone, as `loadConfig` does: the config file may have changed since.
 * @throws ConfigError with every problem of that part.
 */
export function loadPolicy(options: LoadOptions): LoadedPolicy {
  const loading = startLoading(options);
  const policy = readPolicy(loading, readConfigFile(loading), readAddresses(loading));
  finishLoading(loading);
  if (policy === undefined) throw new TypeError('a missing option was not told');
  return freeze({ policy, warnings: [...loading.findings.warnings] });
}

/** The key file and the key of the session secret, for a command that changes the file; the file need not exist yet. */
export function loadKeyFilePlace(options: LoadOptions): {
  readonly path: string | undefined;
  readonly sessionKeyId: string | undefined;
  readonly keyService: KeyService | undefined;
} {
  const loading = startLoading(options);
  const { sources, values } = loading;
  const path = values.text('keyFile');
  const text = values.text('sessionSecret');
  return {
    path: path === undefined ? undefined : resolve(sources.cwd, path),
    sessionKeyId: text === undefined ? undefined : derivedKey(text).id,
    keyService: readKeyService(loading),
  };
}

const TOKEN_FILE = 'databricks_token.json';

/** The QuickStart says `true` and `false`; a file name is ours. */
function readSaveToken({ values }: Loading): string | undefined {
  const text = values.text('saveToken') ?? 'false';
  if (['false', '0', 'no', 'off'].includes(text.toLowerCase())) return undefined;
  return ['true', '1', 'yes', 'on'].includes(text.toLowerCase()) ? TOKEN_FILE : text;
}

function readLogFormat({ values }: Loading): Config['log']['format'] {
  const format = values.text('logFormat');
  return format === 'json' || format === 'pretty' ? format : 'auto';
}

function hasOne<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner)) freeze(inner as object);
  }
  return Object.freeze(value);
}
