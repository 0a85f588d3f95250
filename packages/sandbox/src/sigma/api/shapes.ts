// Shapes that many answers of the REST API share.
import { z } from 'zod';
import type { Member, SigmaState, Stamped } from '../state.ts';

const time = z.iso.datetime();

export const STAMP = { createdBy: z.string(), updatedBy: z.string(), createdAt: time, updatedAt: time };

/** An answer without content. */
export const NOTHING = z.strictObject({});

export const pageOf = <T extends z.ZodType>(entry: T) =>
  z.strictObject({ entries: z.array(entry), nextPage: z.string().nullable(), total: z.number().optional() });

export const pageWithMoreOf = <T extends z.ZodType>(entry: T) =>
  pageOf(entry).extend({ hasMore: z.boolean().optional() });

export const tokenPageOf = <T extends z.ZodType>(entry: T) =>
  z.strictObject({ entries: z.array(entry), nextPageToken: z.string().optional() });

export const ERROR = z.strictObject({ requestId: z.string(), message: z.string(), code: z.string() });

/** A stamp as the API writes it. */
export function stampOf({ createdAt, createdBy, updatedAt, updatedBy }: Stamped): {
  createdBy: string;
  updatedBy: string;
  createdAt: string;
  updatedAt: string;
} {
  return {
    createdBy,
    updatedBy,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

/** Stamps what a member changes. */
export function touch(what: Stamped, caller: Member, { world }: SigmaState): void {
  what.updatedBy = caller.memberId;
  what.updatedAt = world.clock.now();
}

/** The fields of a patch that were sent. */
export function given(patch: object): object {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
