// What the control routes take, as schemas, and how they say what is wrong. Knows no world.
import { z } from 'zod';

const vendor = z.enum(['databricks', 'sigma']);
const ms = z.number().min(0).max(600_000);
const switches = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const FAULT = z.strictObject({
  vendor,
  pattern: z.string().regex(/^(\*|[A-Z]+) \/\S*$/, 'expected METHOD /path, with * for any method or any rest'),
  person: z.email().optional(),
  status: z.int().min(200).max(599).optional(),
  body: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delayMs: ms.optional(),
  afterHandler: z.boolean().optional(),
  cut: z.boolean().optional(),
  dripMs: ms.optional(),
  times: z.int().min(1).optional(),
});

export const CLOCK = z.strictObject({ advanceMs: z.number() });

export const SWITCHES = z.strictObject({ databricks: switches.optional(), sigma: switches.optional() });

export const APP = z.strictObject({
  accessTtlSeconds: z.int().min(1).optional(),
  refreshTtlSeconds: z.int().min(1).optional(),
  refreshMode: z.enum(['multi_use', 'rotate', 'rotate_family']).optional(),
  redirectUrls: z.array(z.url()).optional(),
});

export const PERSON = z.strictObject({ person: z.string() });

export const EVENTS = z.strictObject({
  kind: z.string().optional(),
  person: z.string().optional(),
  vendor: vendor.optional(),
  after: z.coerce.number().int().min(0).optional(),
  waitMs: z.coerce.number().int().min(0).max(60_000).default(0),
});

/** The request's JSON or query as the schema has it, or the answer that says what is wrong with it. */
export async function read<T extends z.ZodType>(
  schema: T,
  from: Request | Readonly<Record<string, string>>,
): Promise<{ readonly ok: true; readonly value: z.output<T> } | { readonly ok: false; readonly answer: Response }> {
  const given: unknown = from instanceof Request ? await from.json().catch(() => undefined) : from;
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  const error = parsed.error.issues.map(({ message, path }) => `${path.join('.') || 'body'}: ${message}`).join('; ');
  return { ok: false, answer: bad(error) };
}

export function bad(error: string, status = 400): Response {
  return Response.json({ error }, { status });
}
