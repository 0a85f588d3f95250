// Messages to and from the page that embeds this one (Sigma help, inbound and outbound event references).

/**
 * Tells the embedding page. The target origin is `*`: the vendor documents none, and this page cannot know its parent, whose
 * frame sends no referrer. Nothing in a message is secret.
 * @param {string} type
 * @param {object} [payload]
 */
export function post(type, payload = {}) {
  if (window.parent !== window) window.parent.postMessage({ type, ...payload }, '*');
}

/**
 * Listens to the parent. Types that are not in `handlers` are ignored, and so is everybody who is not the parent.
 * @param {Record<string, (message: any) => void>} handlers
 */
export function listen(handlers) {
  window.addEventListener('message', ({ data, source }) => {
    if (source !== window.parent || source === window) return;
    if (typeof data !== 'object' || data === null || typeof data.type !== 'string') return;
    if (Object.hasOwn(handlers, data.type)) handlers[data.type](data);
  });
}
