// POST and GET /api/embed-url: one fresh embed URL for the signed-in viewer.
import { z } from 'zod';
import { GatewayError } from '../../base/errors.ts';
import { openEmbed } from '../../flows/open-embed.ts';
import type { Call } from '../call.ts';
import { readBody } from '../read-body.ts';
import type { Reply } from '../reply.ts';

const Body = z.strictObject({ embed: z.string().max(64).optional() });

export function mintByPost(reply: Reply) {
  return async (call: Call): Promise<Response> => await mint(reply, call, await aliasOf(call.request));
}

/** The QuickStart's own call. */
export function mintByGet(reply: Reply) {
  return async (call: Call): Promise<Response> => await mint(reply, call, undefined);
}

async function aliasOf(request: Request): Promise<string | undefined> {
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new GatewayError('body_invalid');
  }
  const parsed = Body.safeParse(body);
  if (!parsed.success) throw new GatewayError('body_invalid');
  return parsed.data.embed;
}

async function mint(reply: Reply, call: Call, alias: string | undefined): Promise<Response> {
  const { minted, serverTime, session } = await openEmbed(call.rooms, call.visit, alias);
  const { expiresAt, renewAt, url: embedUrl } = minted;
  const user = { email: session.viewer.userName, displayName: session.viewer.displayName };
  return reply.json({ embedUrl, expiresAt, renewAt, serverTime, user });
}
