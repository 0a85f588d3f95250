// Access token -> Viewer, by SCIM `Me`.
import { z } from 'zod';
import { GatewayError } from '../base/errors.ts';
import type { DatabricksApp } from './app.ts';
import { readNoAnswer, readRestFailure, signInError } from './failure.ts';
import { NoAnswer } from './guarded-fetch.ts';
import type { TokenSet } from './token-set.ts';
import { areOf, type Viewer } from './viewer.ts';

const Text = z.string().min(1).max(320);

/** The members that are used; Databricks sends more. */
const Me = z.object({
  id: Text,
  userName: Text,
  displayName: z.string().max(320).optional(),
  active: z.boolean().optional(),
  groups: z
    .array(z.object({ value: Text, display: z.string().max(320).optional() }))
    .max(5000)
    .optional(),
});

/**
 * Asks Databricks whose token this is, and compares the answer with what the token says (OA-07).
 * @throws GatewayError `identity_mismatch`, `identity_unusable`, `token_response_invalid`, `scope_missing`,
 *   `databricks_forbidden`, `databricks_unavailable`.
 * @see Databricks REST API: SCIM, current user
 */
export async function readViewer(
  app: DatabricksApp,
  from: { readonly issuer: string; readonly fetch: typeof globalThis.fetch },
  tokens: TokenSet,
): Promise<Viewer> {
  const response = await ask(app, from.fetch, tokens);
  const body = await response.text();
  if (response.status !== 200) throw signInError(readRestFailure(response.status, response.headers, body));
  const me = Me.safeParse(parse(body)).data;
  if (me === undefined)
    throw new GatewayError('token_response_invalid', { detail: 'SCIM Me is not what it should be' });
  if (me.active === false || hasControls(me.userName)) throw new GatewayError('identity_unusable');
  const viewer: Viewer = {
    issuer: from.issuer,
    id: me.id,
    userName: me.userName,
    displayName: shown(me.displayName || me.userName),
    groups: (me.groups ?? []).map(({ display, value }) => ({ id: shown(value), name: shown(display || value) })),
  };
  if (!areOf(tokens.subjects, viewer)) throw new GatewayError('identity_mismatch');
  return viewer;
}

async function ask(app: DatabricksApp, fetch: typeof globalThis.fetch, tokens: TokenSet): Promise<Response> {
  const headers = { accept: 'application/json', authorization: `Bearer ${tokens.accessToken.reveal()}` };
  try {
    return await fetch(`${app.workspaceOrigin}/api/2.0/preview/scim/v2/Me`, { headers });
  } catch (error) {
    if (error instanceof NoAnswer) throw signInError(readNoAnswer(error));
    throw error;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** No database has a place for this character in a text. Not without it, as a name without it may be another group's. */
function shown(name: string): string {
  return name.replaceAll('\0', '\uFFFD');
}

function hasControls(text: string): boolean {
  return /\p{C}/u.test(text);
}
