// Makes embed URLs that were good until one thing about them was changed. Knows no check.
import { createHmac } from 'node:crypto';
import type { SigmaSwitches } from '../../src/world.ts';
import { SECRET, SIGMA_ORIGIN, WORKBOOK, type Change, type Organization } from './organization.ts';

export interface Mutation {
  /** What was changed. */
  readonly name: string;
  /** The URL. May change the organization first. */
  readonly url: (place: Organization) => string | Promise<string>;
  readonly switches?: Partial<SigmaSwitches>;
}

export const base64url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

type Json = Readonly<Record<string, unknown>>;

/** A good JWT taken apart, changed, and signed again with the good secret unless told otherwise. */
export function jwt(name: string, change: (good: { header: Json; payload: Json; token: string }) => string): Mutation {
  return {
    name,
    async url(place) {
      const token = (await place.url()).split(':jwt=')[1] ?? '';
      const [header, payload] = token
        .split('.')
        .slice(0, 2)
        .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json);
      return urlOf(change({ header: header ?? {}, payload: payload ?? {}, token }));
    },
  };
}

export function sign(header: unknown, payload: unknown, key: Buffer | string = SECRET, hash = 'sha256'): string {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
}

export function urlOf(text: string): string {
  return `${SIGMA_ORIGIN}${WORKBOOK}?:embed=true&:jwt=${text}`;
}

export const header = (name: string, change: Json): Mutation =>
  jwt(name, (good) => sign({ ...good.header, ...change }, good.payload));
export const changed = (name: string, change: Change, arrange?: (place: Organization) => void): Mutation => ({
  name,
  async url(place) {
    const url = await place.url(change);
    arrange?.(place);
    return url;
  },
});
export const claims = (name: string, change: Json): Mutation => changed(name, { claims: change });
export const path = (name: string, to: string): Mutation => changed(name, { path: to });
export const embed = (name: string, put: string): Mutation => ({
  name,
  url: async (place) => (await place.url()).replace(':embed=true', put),
});
export const by = (mutation: Mutation, switches: Partial<SigmaSwitches>): Mutation => ({ ...mutation, switches });
