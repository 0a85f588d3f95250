// POST and GET /api/embed-url: one fresh embed URL for the signed-in viewer.
import { z } from 'zod';
import { GatewayError } from '../../base/errors.ts';
import { openEmbed, type EmbedWish } from '../../flows/open-embed.ts';
import type { EmbedParameters } from '../../sigma/embed-address.ts';
import type { Call } from '../call.ts';
import { jsonWithUrl } from '../json-with-url.ts';
import { readBody } from '../read-body.ts';
import type { Reply } from '../reply.ts';

const MAX_PARAMETERS = 50;
const MAX_CHARACTERS = 4000;

const Body = z.strictObject({
  embed: z.string().max(64).optional(),
  active: z.boolean().optional(),
  theme: z
    .string()
    .max(256)
    .refine((text) => text.isWellFormed())
    .optional(),
  parameters: z.custom<EmbedParameters>(isParameters).optional(),
});

/** Looks at members itself, so that none, whatever its name, is passed over. */
function isParameters(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const rows: [string, unknown][] = Object.entries(value);
  const texts = rows.flat();
  if (rows.length > MAX_PARAMETERS || !texts.every((text) => typeof text === 'string' && text.isWellFormed()))
    return false;
  return texts.join('').length <= MAX_CHARACTERS;
}

export function mintByPost(reply: Reply) {
  return async (call: Call): Promise<Response> => await mint(reply, call, await wishOf(call.request));
}

/** The QuickStart's own call. */
export function mintByGet(reply: Reply) {
  return async (call: Call): Promise<Response> => await mint(reply, call, {});
}

async function wishOf(request: Request): Promise<EmbedWish> {
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new GatewayError('body_invalid');
  }
  const parsed = Body.safeParse(body);
  if (!parsed.success) throw new GatewayError('body_invalid');
  const { active, embed, parameters, theme } = parsed.data;
  return { alias: embed, isActive: active, page: { parameters, theme } };
}

async function mint(reply: Reply, call: Call, wish: EmbedWish): Promise<Response> {
  const { embed, minted, session, times } = await openEmbed(call.rooms, call.visit, wish);
  const { expiresAt, url } = minted;
  const { renewAt, serverTime, sessionEndsAt } = times;
  const user = { email: session.viewer.userName, displayName: session.viewer.displayName };
  const others = { expiresAt, renewAt, sessionEndsAt, serverTime, user, title: embed.title };
  return reply.jsonText(jsonWithUrl(url, others));
}
