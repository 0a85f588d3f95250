// Messages to and from the page that embeds this one (Sigma help, inbound and outbound event references).

const { inboundOrigin = 'any', targetOrigin = 'any' } = JSON.parse(document.body.dataset.frame ?? '{}');

/**
 * Tells the embedding page. The target origin is a switch: the vendor documents none. Nothing in a message is secret.
 * @param {string} type
 * @param {object} [payload]
 */
export function post(type, payload = {}) {
  if (window.parent === window) return;
  // The browser tells who frames this page even where no referrer is sent; Firefox does not, and gets the usual target.
  const around = window.location.ancestorOrigins?.[0];
  const target = targetOrigin === 'parent' && around !== undefined && around !== 'null' ? around : '*';
  window.parent.postMessage({ type, ...payload }, target);
}

/**
 * Listens to the parent. Types that are not in `handlers` are ignored, and so is everybody who is not the parent.
 * @param {Record<string, (message: any) => void>} handlers
 */
export function listen(handlers) {
  window.addEventListener('message', ({ data, origin, source }) => {
    if (source !== window.parent || source === window) return;
    if (inboundOrigin === 'secure' && !/^(https:|http:\/\/(localhost|127\.0\.0\.1)(:|$))/.test(origin)) return;
    if (typeof data !== 'object' || data === null || typeof data.type !== 'string') return;
    if (Object.hasOwn(handlers, data.type)) handlers[data.type](data);
  });
}
