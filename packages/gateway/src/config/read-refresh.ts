// How refresh tokens are treated, and the times of a refresh, from the options.
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { RefreshConfig, RotationMode } from './config.ts';
import type { Loading } from './loading.ts';

/** Writing the new tokens may take this long before they go to the spill folder. */
const PERSIST_MS = 5_000;
/** A lease is longer than call and write together (RF-03). */
const LEASE_MARGIN_MS = 10_000;
/** How long the socket of a late answer stays open, from the moment at which the request is sent. */
const LISTEN_MS = 30_000;

export function readRefresh(loading: Loading): RefreshConfig {
  const timeoutMs = loading.values.number('databricksTimeout') * 1000;
  const leaseMs = timeoutMs + PERSIST_MS + LEASE_MARGIN_MS;
  const rotation = readRotation(loading);
  const graceMs = rotation.graceMs === undefined ? 0 : coveredGraceMs(rotation.graceMs, { leaseMs, timeoutMs });
  if (rotation.mode === 'grace' && graceMs === 0) {
    const least = Math.ceil((leaseMs * 1.5 + timeoutMs) / 1000);
    loading.findings.warn(
      `A grace of ${(rotation.graceMs ?? 0) / 1000} s does not cover a refresh that another process takes over (over ${least} s would): it is treated as strict.`,
    );
  }
  return { mode: rotation.mode, graceMs, leaseMs, persistMs: PERSIST_MS, listenMs: LISTEN_MS };
}

/**
 * How old an unfinished refresh may be for its refresh token to be sent again inside the vendor's grace: what remains after the
 * half lease that may pass before the token is sent, and the call. 0 where even the earliest take-over could come too late.
 */
export function coveredGraceMs(
  graceMs: number,
  times: { readonly leaseMs: number; readonly timeoutMs: number },
): number {
  const left = graceMs - times.leaseMs / 2 - times.timeoutMs;
  return left > times.leaseMs ? left : 0;
}

function readRotation({ findings, values }: Loading): { readonly mode: RotationMode; readonly graceMs?: number } {
  const text = (values.text('rotation') ?? 'auto').toLowerCase();
  if (text === 'auto' || text === 'strict') return { mode: text };
  if (text === 'multi-use') return { mode: 'multi_use' };
  const seconds = /^grace:(\d{1,5})$/.exec(text)?.[1];
  if (seconds !== undefined) return { mode: 'grace', graceMs: Number(seconds) * 1000 };
  findings.problem(
    values.name('rotation'),
    'is none of its values',
    'Write auto, multi-use, strict or grace:SECONDS, such as grace:60.',
  );
  return { mode: 'auto' };
}

/** Beside the database file, where there is one; nothing is spilled for a store that forgets. */
export function readSpillFolder({ sources, values }: Loading, storeUrl: string): string | undefined {
  const text = values.text('spillFolder');
  if (text !== undefined) return isAbsolute(text) ? text : resolve(sources.cwd, text);
  if (storeUrl === 'memory:') return undefined;
  const path = /^sqlite:(.+)$/.exec(storeUrl)?.[1];
  return path === undefined ? resolve(sources.cwd, 'data/spill') : join(dirname(path), 'spill');
}
