// The page's two questions to its own server.
import { frame } from './frame.js';

const base = `/${location.pathname.split('/')[1]}/api`;

/**
 * @typedef {{ kind: 'rows', rows: (string | null)[][], viewer?: string }
 *   | { kind: 'error', code: string, message: string, hint?: string }
 *   | { kind: 'sign_in', code: string, message: string }
 *   | { kind: 'ended' }} ElementAnswer
 */

/**
 * Runs an element's query as the viewer. Never rejects.
 * @param {string} element
 * @param {string} distance Value of the control.
 * @returns {Promise<ElementAnswer>}
 */
export async function query(element, distance) {
  try {
    const response = await fetch(`${base}/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session: frame.session, element, distance }),
    });
    if (!response.ok) throw new Error(String(response.status));
    return await response.json();
  } catch {
    return { kind: 'error', code: 'NETWORK', message: 'Sigma cannot be reached.' };
  }
}

/**
 * When this session ends, and what time it is now, both by the server's clock in milliseconds. Undefined without an answer.
 * @returns {Promise<{ now: number, exp: number } | undefined>}
 */
export async function times() {
  try {
    const response = await fetch(`${base}/session?${new URLSearchParams({ id: frame.session })}`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
