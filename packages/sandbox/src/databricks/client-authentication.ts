// Which app is calling the token endpoint: Basic, form, or a public client (RFC 6749 section 2.3).
import type { OAuthApp, World } from '../world.ts';
import type { Apps } from './apps/apps.ts';
import { invalidRequest, type Parameters } from './parameters.ts';
import { OAuthRefusal } from './refusal.ts';

interface Claimed {
  readonly clientId: string;
  readonly secret: string | undefined;
  readonly basic: boolean;
}

/**
 * The app, when its credentials are right. Throws `invalid_client` for wrong ones, and the vendor's `invalid_request`
 * for an unknown client.
 */
export function authenticateClient(
  room: { readonly apps: Apps; readonly world: Pick<World, 'accountId'> },
  authorization: string | undefined,
  form: Parameters,
): OAuthApp {
  const claimed = claimedClient(authorization, form);
  const app = room.apps.find(claimed.clientId);
  if (app === undefined) throw unknownClient(claimed.clientId, room.world.accountId);
  if (app.clientSecret !== claimed.secret) throw invalidClient(claimed.basic);
  return app;
}

/** Who the caller says it is. Throws for no client, for two, and for credentials given in two ways. */
export function claimedClient(authorization: string | undefined, form: Parameters): Claimed {
  return authorization === undefined ? fromForm(form) : fromBasic(authorization, form);
}

/** The vendor's text for an app that does not exist, at the authorize and the token endpoint alike. */
export function unknownClient(clientId: string, accountId: string): OAuthRefusal {
  const text = `OAuth application with client_id: '${clientId}' not available in Databricks account '${accountId}'.`;
  return invalidRequest(text);
}

export function invalidClient(basic: boolean): OAuthRefusal {
  const headers: Record<string, string> = basic ? { 'www-authenticate': 'Basic realm="DatabricksRealm"' } : {};
  return new OAuthRefusal({ status: 401, error: 'invalid_client', headers }, 'Client authentication failed');
}

function fromForm(form: Parameters): Claimed {
  const clientId = form.get('client_id');
  if (clientId === undefined) throw invalidClient(false);
  return { clientId, secret: form.get('client_secret'), basic: false };
}

function fromBasic(authorization: string, form: Parameters): Claimed {
  if (form.has('client_secret')) throw invalidRequest('Use one way of client authentication, not two');
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  const clientId = formDecoded(id);
  if (clientId === undefined || clientId === '') throw invalidClient(true);
  if (form.has('client_id') && form.get('client_id') !== clientId) throw invalidRequest('Two different client_ids');
  return { clientId, secret: formDecoded(secret), basic: true };
}

/** Both halves of Basic credentials are form-encoded first (RFC 6749 section 2.3.1). */
function formDecoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
