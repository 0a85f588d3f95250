// Sessions, their database and the keys that seal them, from the options.
import { isAbsolute, resolve } from 'node:path';
import { readStoreUrl } from '../base/store-url.ts';
import type { KeyRing, KeyService, SessionConfig } from './config.ts';
import { checkFileMode } from './files.ts';
import { derivedKey, orderRing, readKeyFile } from './key-ring.ts';
import { checkSample, type Loading } from './loading.ts';
import type { Addresses } from './read-addresses.ts';
import { weaknessOf } from './secrets.ts';

export function readSession({ findings, values }: Loading): SessionConfig {
  const idleMinutes = values.number('idle');
  const absoluteHours = values.number('absolute');
  if (idleMinutes > absoluteHours * 60) {
    findings.problem(
      values.name('idle'),
      `is ${idleMinutes} minutes, longer than the whole session of ${absoluteHours} hours`,
      `Lower it, or raise ${values.name('absolute')}.`,
    );
  }
  const cookieMode = values.text('cookieMode') === 'strict' ? 'strict' : 'lax';
  const cap = values.given('sessionCap') ? values.number('sessionCap') : undefined;
  const mintsPerMinute = values.number('mintsPerMinute');
  return { idleMs: idleMinutes * 60_000, absoluteMs: absoluteHours * 3_600_000, cookieMode, cap, mintsPerMinute };
}

/** A URL that `openStore` takes; of a SQLite file with an absolute path. */
export function readStore({ findings, sources, values }: Loading): string {
  const text = values.text('store') ?? '';
  const read = readStoreUrl(text);
  if ('problem' in read) {
    findings.problem(values.name('store'), read.problem, read.fix);
    return '';
  }
  if (read.ok.kind !== 'sqlite') return text;
  const { path } = read.ok;
  return `sqlite:${isAbsolute(path) ? path : resolve(sources.cwd, path)}`;
}

/** The keys of the key file and the one that follows from the session secret; the first seals. */
export function readKeyRing(loading: Loading, addresses: Addresses): KeyRing[number][] {
  const { findings, values } = loading;
  const fromFile = readKeyFile(loading);
  const text = values.given('keyFile') ? values.text('sessionSecret') : values.required('sessionSecret');
  if (text === undefined) return orderRing(loading, fromFile, undefined);
  if (!checkSample(loading, 'sessionSecret', addresses)) {
    const weakness = weaknessOf(text);
    if (weakness !== undefined) {
      findings.problem(values.name('sessionSecret'), weakness, 'Make one: openssl rand -base64 48');
    }
  }
  return orderRing(loading, fromFile, derivedKey(text));
}

/** Absolute path of the key file. */
export function readKeyFilePath({ sources, values }: Loading): string | undefined {
  const path = values.text('keyFile');
  return path === undefined ? undefined : resolve(sources.cwd, path);
}

/** Where the wrapping key lies, or the module that asks for it. */
export function readKeyService({ findings, sources, values }: Loading): KeyService | undefined {
  const text = values.text('keyService');
  if (text === undefined) return undefined;
  const [, kind, place] = /^(file|module):(?:\/\/)?(.+)$/.exec(text) ?? [];
  if (place !== undefined) {
    const path = resolve(sources.cwd, place);
    if (kind === 'module') return { kind, path };
    checkFileMode(values.name('keyService'), path, findings);
    return { kind: 'file', path };
  }
  findings.problem(
    values.name('keyService'),
    'names no key service',
    'Write file:PATH for a key in a file, or module:PATH for a module that exports a keyWrapper.',
  );
  return undefined;
}
