// Reads OAuth parameters: each at most once (RFC 6749 section 3.1), empty ones as absent.
import { OAuthRefusal } from './refusal.ts';

export type Parameters = ReadonlyMap<string, string>;

/** Throws `invalid_request` when a parameter comes twice. */
export function readParameters(raw: URLSearchParams): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of raw) {
    if (parameters.has(name)) throw invalidRequest(`Parameter '${name}' must not be repeated`);
    parameters.set(name, value);
  }
  for (const [name, value] of parameters) if (value === '') parameters.delete(name);
  return parameters;
}

/** Throws `invalid_request` when the parameter is absent or empty. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw invalidRequest(`Missing parameter: ${name}`);
  return value;
}

export function invalidRequest(description: string): OAuthRefusal {
  return new OAuthRefusal({ error: 'invalid_request' }, description);
}
