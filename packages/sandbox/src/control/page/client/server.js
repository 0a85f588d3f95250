// The page's questions to the control routes.

/** @returns {Promise<any>} Rejects when the sandbox is gone. */
export async function readState() {
  const answer = await fetch('/__sandbox/state');
  if (!answer.ok) throw new Error(String(answer.status));
  return await answer.json();
}

/**
 * The events after this id, as soon as there is one.
 * @param {number} after
 * @param {number} waitMs
 * @returns {Promise<any[]>}
 */
export async function readEvents(after, waitMs) {
  const answer = await fetch(
    `/__sandbox/events?${new URLSearchParams({ after: String(after), waitMs: String(waitMs) })}`,
  );
  if (!answer.ok) throw new Error(String(answer.status));
  return await answer.json();
}

/**
 * Does something. Resolves with what came back, or with a sentence in `error`.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{ error?: string, value?: any }>}
 */
export async function act(method, path, body) {
  try {
    const answer = await fetch(`/__sandbox${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const value = text === '' ? undefined : JSON.parse(text);
    return answer.ok ? { value } : { error: value?.error ?? `The sandbox answered ${answer.status}.` };
  } catch {
    return { error: 'The sandbox does not answer.' };
  }
}
