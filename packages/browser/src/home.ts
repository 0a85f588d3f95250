// Knows where the gateway is when a page does not say.

/** Address of the gateway. The gateway's own script puts in where it came from; in a bundle it is this page's server. */
export const home = { href: '/' };
