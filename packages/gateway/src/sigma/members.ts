// Asks Sigma's REST API whether an address has a Sigma login of its own, and remembers the answers for a while.
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { GatewayError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';

export interface MembersOptions {
  /** Of the REST API, such as `https://aws-api.sigmacomputing.com`. */
  readonly origin: string;
  /** Credential of type REST API. */
  readonly clientId: string;
  readonly secret: Secret;
  /** Answers in bounded time with a bounded body, follows no redirect. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Age of an answer in milliseconds. Default ten minutes. */
  readonly maxAgeMs?: number;
  /** Addresses that are remembered. Default 10,000. */
  readonly max?: number;
}

export interface Members {
  /**
   * Whether Sigma knows the address as somebody who can log in. A promise only where Sigma has to be asked.
   * @throws GatewayError `sigma_unavailable` when it cannot be asked: neither answer would be safe to guess.
   */
  hasLogin(address: string): boolean | Promise<boolean>;
}

/** After a failure nobody asks for so long: Sigma gives out one token a second at most. */
const PAUSE_MS = 5000;
/** A token is not used for so long before its end. */
const TOKEN_MARGIN_MS = 60_000;

const TokenAnswer = z.object({ access_token: z.string().min(1).max(16_384), expires_in: z.number().positive() });
const MembersAnswer = z.object({ entries: z.array(z.object({ email: z.string(), userKind: z.string() })) });

/** @see Sigma API reference: get access token; list members */
export function createMembers(options: MembersOptions): Members {
  const { clock, fetch, max = 10_000, maxAgeMs = 600_000, origin } = options;
  const answers = new Map<string, { readonly hasLogin: boolean; readonly until: number }>();
  const asked = new Map<string, Promise<boolean>>();
  let token: Promise<{ readonly text: string; readonly until: number }> | undefined;
  let pausedUntil = -Infinity;

  const newToken = async (): Promise<{ readonly text: string; readonly until: number }> => {
    const form = {
      grant_type: 'client_credentials',
      client_id: options.clientId,
      client_secret: options.secret.reveal(),
    };
    const response = await fetch(`${origin}/v2/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
    const answer = TokenAnswer.safeParse(response.status === 200 ? await response.json() : undefined);
    if (!answer.success) throw unavailable(`gave no API token (${response.status})`);
    const until = clock.monotonic() + answer.data.expires_in * 1000 - TOKEN_MARGIN_MS;
    return { text: answer.data.access_token, until };
  };

  /** Whoever finds the token of another caller used up or refused takes the one that a third may have fetched meanwhile. */
  const freshToken = async (refused?: string): Promise<string> => {
    const current = token;
    const known = await current?.catch(() => undefined);
    if (known !== undefined && known.text !== refused && clock.monotonic() < known.until) return known.text;
    if (token === current) token = newToken();
    return (await token)?.text ?? '';
  };

  const look = async (address: string, bearer: string): Promise<Response> => {
    const query = new URLSearchParams({ email: address }).toString();
    const headers = { accept: 'application/json', authorization: `Bearer ${bearer}` };
    return await fetch(`${origin}/v2.1/members?${query}`, { headers });
  };

  const lookTwice = async (address: string): Promise<Response> => {
    const bearer = await freshToken();
    const response = await look(address, bearer);
    return response.status === 401 ? await look(address, await freshToken(bearer)) : response;
  };

  const ask = async (address: string): Promise<boolean> => {
    if (clock.monotonic() < pausedUntil) throw unavailable('failed a moment ago');
    try {
      const response = await lookTwice(address);
      const answer = MembersAnswer.safeParse(response.status === 200 ? await response.json() : undefined);
      if (!answer.success) throw unavailable(`did not say who its members are (${response.status})`);
      const own = answer.data.entries.filter(({ email }) => email.toLowerCase() === address.toLowerCase());
      const hasLogin = own.some(({ userKind }) => userKind !== 'embed');
      remember(address, hasLogin);
      return hasLogin;
    } catch (error) {
      pausedUntil = clock.monotonic() + PAUSE_MS;
      throw error instanceof GatewayError ? error : unavailable('does not answer', error);
    }
  };

  const remember = (address: string, hasLogin: boolean): void => {
    answers.delete(address);
    const [oldest] = answers.keys();
    if (answers.size >= max && oldest !== undefined) answers.delete(oldest);
    answers.set(address, { hasLogin, until: clock.monotonic() + maxAgeMs });
  };

  return {
    hasLogin(address) {
      const known = answers.get(address);
      if (known !== undefined && clock.monotonic() < known.until) return known.hasLogin;
      const asking = asked.get(address) ?? ask(address).finally(() => asked.delete(address));
      asked.set(address, asking);
      return asking;
    },
  };
}

function unavailable(what: string, cause?: unknown): GatewayError {
  return new GatewayError('sigma_unavailable', {
    detail: `Sigma's REST API ${what}`,
    cause,
    retryAfterSeconds: PAUSE_MS / 1000,
  });
}
