// Signs one person in: listens on the redirect URL, prints where to go, and waits for the browser to come back.
import { systemWait } from '../base/clock.ts';
import { GatewayError, type ErrorCode } from '../base/errors.ts';
import { randomToken, type Random } from '../base/random.ts';
import type { CheckedCallback, Databricks } from '../databricks/databricks.ts';
import type { TokenSet } from '../databricks/token-set.ts';
import { bindServer } from '../server/listen.ts';

export interface SignInOptions {
  readonly databricks: Databricks;
  /** The redirect URL, on this machine. */
  readonly callback: URL;
  readonly random: Random;
  /** Says something to the person at the terminal. */
  readonly notice: (text: string) => void;
}

const WAIT_MS = 5 * 60_000;
const DRAIN_MS = 1_000;

/**
 * One sign-in through the browser of the person at this terminal.
 * @throws GatewayError `address_in_use`, `state_expired` after five minutes, or what Databricks refused.
 */
export async function signIn({ callback, databricks, notice, random }: SignInOptions): Promise<TokenSet> {
  const state = randomToken(random, 32);
  const nonce = databricks.newNonce();
  const verifier = databricks.newVerifier();
  const url = await databricks.begin({ state, nonce, verifier });
  const answered = Promise.withResolvers<CheckedCallback>();
  const server = await bind(callback);
  server.serve(async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method !== 'GET' || pathname !== callback.pathname)
      return page(404, 'There is nothing at this address.');
    try {
      answered.resolve(await databricks.readCallback(searchParams, state));
      return page(200, 'Signed in. Go back to the terminal; this window can be closed.');
    } catch (error) {
      // An answer without our state may come from anybody; the real one may still follow.
      if (error instanceof GatewayError && STRANGERS.has(error.code)) return page(400, error.message);
      answered.reject(error);
      return page(400, 'The sign-in did not succeed. The terminal says why.');
    }
  });
  try {
    notice(`Open this address in a browser and sign in:\n\n  ${url.href}\n\nWaiting for five minutes …\n`);
    const checked = await Promise.race([answered.promise, systemWait(WAIT_MS).then(tooLate)]);
    return await databricks.exchange(checked, { verifier, nonce });
  } finally {
    await server.close(DRAIN_MS);
  }
}

const STRANGERS: ReadonlySet<ErrorCode> = new Set([
  'state_missing',
  'state_unknown',
  'callback_malformed',
  'issuer_mismatch',
]);

async function bind(callback: URL): ReturnType<typeof bindServer> {
  const host = callback.hostname === '[::1]' ? '::1' : '127.0.0.1';
  const port = Number(callback.port || '80');
  try {
    return await bindServer({ host, port });
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'address_in_use') throw error;
    const message = `${callback.host} cannot be listened on. If the gateway runs there, stop it for the moment.`;
    throw new GatewayError('address_in_use', { message, cause: error });
  }
}

function tooLate(): never {
  throw new GatewayError('state_expired', { message: 'Nobody signed in within five minutes. Run the command again.' });
}

function page(status: number, text: string): Response {
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'content-type': 'text/plain; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return new Response(`${text}\n`, { status, headers });
}
