// One request and what came back, read leniently: vendors answer JSON, HTML and plain text. Follows no redirect.
import { Unsettled } from '../unsettled.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body when it is a JSON object; empty otherwise. */
  readonly json: Readonly<Record<string, unknown>>;
}

const PATIENCE_MS = 30_000;

/** Rejects with `Unsettled` when no answer comes. Its message names the host and nothing else of the request. */
export async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), ...init });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: readObject(text) };
  } catch {
    throw new Unsettled(`${new URL(url).host} did not answer`);
  }
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

/** The error of an OAuth answer (RFC 6749 section 5.2), or undefined for any other shape. */
export function oauthError({ json }: Answer): string | undefined {
  return typeof json['error'] === 'string' ? json['error'] : undefined;
}

/** Status and error of an answer, without anything that the vendor put into a description. */
export function inShort(answer: Answer): string {
  const { error_code: code } = answer.json;
  const named = oauthError(answer) ?? (typeof code === 'string' || typeof code === 'number' ? code : '');
  return `${answer.status} ${named}`.trim();
}

/** @throws Unsettled when the endpoint refuses or fails before it looks at what it was asked. */
export function lookedAt(answer: Answer): Answer {
  if (oauthError(answer) !== undefined || answer.status < 300) return answer;
  throw new Unsettled(`the token endpoint answers ${inShort(answer)}, which is no answer of OAuth`);
}
