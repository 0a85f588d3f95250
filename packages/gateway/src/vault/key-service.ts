// The key service that the configuration names -> its wrapper: our own for a file, a module of the operator's for any other.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { GatewayError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { KeyService } from '../config/config.ts';
import { createFileWrapper } from './file-wrapper.ts';
import type { KeyWrapper } from './key-wrapper.ts';

/** @throws GatewayError `config_invalid` for a module that cannot be loaded or exports no `keyWrapper`. */
export async function openKeyService({ kind, path }: KeyService, random: Random): Promise<KeyWrapper> {
  if (kind === 'file') return createFileWrapper({ path, random, readFile: (file) => readFileSync(file, 'utf8') });
  const { keyWrapper } = await load(path);
  if (isWrapper(keyWrapper)) return keyWrapper;
  throw unusable(`${path} exports no keyWrapper with the functions describe, wrap and unwrap`);
}

async function load(path: string): Promise<{ readonly keyWrapper?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly keyWrapper?: unknown };
  } catch (error) {
    throw unusable(`${path} cannot be loaded`, error);
  }
}

function isWrapper(value: unknown): value is KeyWrapper {
  const parts = ['describe', 'wrap', 'unwrap'] as const satisfies (keyof KeyWrapper)[];
  return (
    typeof value === 'object' &&
    value !== null &&
    parts.every((name) => name in value && typeof (value as KeyWrapper)[name] === 'function')
  );
}

function unusable(what: string, cause?: unknown): GatewayError {
  const detail = cause instanceof Error ? `: ${cause.message.split('\n')[0] ?? ''}` : '';
  return new GatewayError('config_invalid', {
    message: `The module of SIGMA_EMBED_KEY_SERVICE is of no use: ${what}${detail}.`,
    cause,
  });
}
