// Checks 5 and 6: required claims, their types, the version and what it allows. Knows no user and no time.
import type { World } from '../../world.ts';
import { refuse } from '../refusal.ts';
import type { Signed } from './signature.ts';

/** The claims of an embed JWT after their types were checked (Sigma help, "JSON Web Token claims reference"). */
export interface Claims {
  readonly sub: string;
  readonly jti: string;
  /** Epoch seconds. */
  readonly iat: number;
  /** Epoch seconds. */
  readonly exp: number;
  readonly accountType: string | undefined;
  readonly teams: readonly string[] | undefined;
  readonly userAttributes: Readonly<Record<string, string>> | undefined;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  /** Connection id -> encrypted token. */
  readonly connectionTokens: Readonly<Record<string, string>>;
  /** Encrypted token of organization-level OAuth. */
  readonly organizationToken: string | undefined;
}

/** Claims that only embed users may carry; Sigma keeps those of internal users to itself. */
export const USER_CLAIMS = [
  'accountType',
  'teams',
  'userAttributes',
  'firstName',
  'lastName',
] as const satisfies readonly (keyof Claims)[];

type Payload = Readonly<Record<string, unknown>>;

/** Unknown claims are ignored, as samples that send some are published as working. */
export function readClaims({ sigma }: World, { credential, payload }: Signed): Claims {
  const sub = text(payload, 'sub') ?? invalid('sub');
  if (!isEmail(sub, sigma.subUnderscore)) invalid('sub');
  const jti = text(payload, 'jti') ?? invalid('jti');
  const iat = seconds(payload, 'iat');
  const exp = seconds(payload, 'exp');
  const iss = text(payload, 'iss');
  if (iss !== undefined && iss !== credential.clientId) invalid('iss');
  checkVersion(payload, sigma);
  return {
    sub,
    jti,
    iat,
    exp,
    accountType: text(payload, 'account_type'),
    teams: payload['teams'] === undefined ? undefined : texts(payload, 'teams'),
    userAttributes: payload['user_attributes'] === undefined ? undefined : textMap(payload, 'user_attributes'),
    firstName: text(payload, 'first_name'),
    lastName: text(payload, 'last_name'),
    connectionTokens: textMap(payload, 'connection_oauth_tokens'),
    organizationToken: text(payload, 'oauth_token'),
  };
}

function checkVersion(payload: Payload, { audienceArray, evalConnection }: World['sigma']): void {
  const { ver = '1.0' } = payload;
  for (const name of ['connection_oauth_tokens', 'oauth_token']) {
    if (payload[name] !== undefined && ver !== '1.1') {
      refuse('tokens_without_version', 'EINVAL', `${name} is only supported in ver 1.1`);
    }
  }
  if (ver !== '1.0' && ver !== '1.1') invalid('ver');
  const { aud } = payload;
  const inArray = audienceArray === 'accept' && Array.isArray(aud) && aud.includes('sigmacomputing');
  if (ver === '1.1' && aud !== 'sigmacomputing' && !inArray) invalid('aud');
  if (text(payload, 'eval_connection_id') !== undefined && ver === '1.1' && evalConnection === 'refuse') {
    refuse('eval_connection', 'EINVAL', 'eval_connection_id is not supported on OAuth connections');
  }
}

/**
 * E-mail addresses as Sigma reads them: the domain follows RFC 1035. Its reference calls underscores unsupported while its own
 * samples have one before the @; the switch says where they are refused.
 */
function isEmail(value: string, underscore: World['sigma']['subUnderscore']): boolean {
  if (underscore === 'refuse' && value.includes('_')) return false;
  const read = underscore === 'accept' ? value.replaceAll('_', 'x') : value;
  return /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i.test(
    read,
  );
}

function invalid(claim: string): never {
  return refuse(`invalid_${claim}`, 'EINVAL', `Invalid ${claim} field in payload.`);
}

function text(payload: Payload, claim: string): string | undefined {
  const value = payload[claim];
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : invalid(claim);
}

function seconds(payload: Payload, claim: string): number {
  const value = payload[claim];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : invalid(claim);
}

function texts(payload: Payload, claim: string): readonly string[] {
  const value = payload[claim];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : invalid(claim);
}

function textMap(payload: Payload, claim: string): Readonly<Record<string, string>> {
  const value = payload[claim] ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) return invalid(claim);
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return invalid(claim);
  return Object.fromEntries(entries);
}
