// Writes an access token to a file that only its owner can read. The refresh token stays out of files.
import { accessSync, closeSync, constants, fchmodSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TokenSet } from '../databricks/token-set.ts';
import type { Viewer } from '../databricks/viewer.ts';
import { UsageError } from './print.ts';

const OWNER_ONLY = 0o600;

/**
 * Sees whether the file can be written, before anybody signs in for it; changes nothing.
 * @throws UsageError when it cannot.
 */
export function checkTokenFile(file: string): void {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
    accessSync(found === undefined ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw notWritable(file, error);
  }
}

/** @throws UsageError when the file cannot be written. */
export function writeToken(file: string, { tokens, viewer }: { tokens: TokenSet; viewer: Viewer }): void {
  const content = {
    access_token: tokens.accessToken.reveal(),
    token_type: 'Bearer',
    scope: tokens.scopes.join(' '),
    expires_at: new Date(tokens.accessExpiresAt).toISOString(),
    user: viewer.userName,
  };
  try {
    const descriptor = openSync(file, 'w', OWNER_ONLY);
    try {
      // A file that was there keeps its mode, so it is set before the token goes in.
      fchmodSync(descriptor, OWNER_ONLY);
      writeSync(descriptor, `${JSON.stringify(content, null, 2)}\n`);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw notWritable(file, error);
  }
}

function notWritable(file: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new UsageError(
    `The token cannot be written to ${file} (${code}). Name a file in a folder that exists and is yours.`,
  );
}
