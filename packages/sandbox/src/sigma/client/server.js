// The page's questions to its own server. None of them rejects.
import { frame } from './frame.js';

const base = `/${location.pathname.split('/')[1]}/api`;

/**
 * @typedef {{ kind: 'rows', rows: (string | null)[][] }
 *   | { kind: 'error', code: string, message: string, hint?: string }
 *   | { kind: 'sign_in', code: string, message: string }
 *   | { kind: 'ended' }} ElementAnswer
 */

/**
 * Runs an element's query as the viewer.
 * @param {string} element
 * @param {{ variables: Record<string, string>, sorting: import('./frame.js').Sorting | undefined }} view
 * @returns {Promise<ElementAnswer>}
 */
export async function query(element, { sorting, variables }) {
  return (await ask('query', { element, variables, sorting })) ?? away;
}

/** @type {ElementAnswer} */
const away = { kind: 'error', code: 'NETWORK', message: 'Sigma cannot be reached.' };

/** @param {{ variables: object, sorting: object }} view */
export const explore = async (view) => await ask('explore', { view });

/** @param {object} body */
export const bookmark = async (body) => (await ask('bookmarks', body)) ?? failed;

/** @param {object} body */
export const changeDocument = async (body) => (await ask('document', body)) ?? failed;

const failed = { ok: false, code: 'NETWORK', message: 'Sigma cannot be reached.' };

/**
 * When this session ends, and what time it is now, both by the server's clock in milliseconds. Undefined without an answer.
 * @returns {Promise<{ now: number, exp: number, ended: boolean, tokenEndsAt?: number } | undefined>}
 */
export async function times() {
  try {
    const response = await fetch(`${base}/session?${new URLSearchParams({ id: frame.session })}`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
async function ask(path, body) {
  try {
    const response = await fetch(`${base}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session: frame.session, ...body }),
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
