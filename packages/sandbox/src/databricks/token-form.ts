// The outside of the token endpoint: its form, its failures before any form is read, and how refusals go out.
import { randomUUID } from 'node:crypto';
import type { World } from '../world.ts';
import { invalidRequest, readParameters, type Parameters } from './parameters.ts';
import { OAuthRefusal, refusalAnswer } from './refusal.ts';

const LONGEST_FORM = 64 * 1024;

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n';

/** The parameters. Throws `invalid_request` for anything but a form that names each of them once. */
export async function readForm(request: Request): Promise<Parameters> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw invalidRequest('Content-Type must be application/x-www-form-urlencoded');
  }
  const body = await request.text();
  if (body.length > LONGEST_FORM) throw invalidRequest('Request is too large');
  return readParameters(new URLSearchParams(body));
}

/** Runs a handler; refusals become answers and a line in the event log. */
export async function answering(
  { world }: { readonly world: World },
  refused: string,
  handler: () => Promise<Response>,
): Promise<Response> {
  try {
    return await handler();
  } catch (problem) {
    if (!(problem instanceof OAuthRefusal)) throw problem;
    const detail = { error: problem.error, description: problem.message };
    world.events.add({ vendor: 'databricks', kind: refused, detail });
    return refusalAnswer(problem);
  }
}

/** What stands in front of the token endpoint and answers instead of it, when a switch says so. */
export function outage(world: World): Response | undefined {
  const { ipAccessList, tokenOutage } = world.databricks;
  if (tokenOutage === 'html_502') {
    return new Response(BAD_GATEWAY, { status: 502, headers: { 'content-type': 'text/html' } });
  }
  if (tokenOutage === 'throttled') {
    const body = { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'Too many requests. Try again later.' };
    return Response.json(body, { status: 429, headers: { 'retry-after': '1' } });
  }
  return ipAccessList === 'open' ? undefined : Response.json(blockedAddress(world), { status: 403 });
}

/** The vendor's body for an address that an access list keeps out; the same at the token endpoint and at REST APIs. */
export function blockedAddress({ workspaceId }: Pick<World, 'workspaceId'>): object {
  const text = `Source IP address: 127.0.0.1 is blocked by Databricks IP ACL for workspace: ${workspaceId}`;
  return { error_code: 403, message: `${text} [ReqId: ${randomUUID()}]` };
}
