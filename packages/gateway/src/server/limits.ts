// What one connection may cost before it is refused (RL-05). Sizes in bytes, times in milliseconds.

export interface ServerLimits {
  readonly maxHeaderSize: number;
  readonly maxHeaders: number;
  readonly maxUrl: number;
  /** From the first byte, or the accepted connection, to the end of the headers. */
  readonly headersTimeout: number;
  /** From the first byte to the end of the body. */
  readonly requestTimeout: number;
  /** How often the two times above are checked. */
  readonly checkInterval: number;
  /** How long an idle connection is kept for the next request. */
  readonly keepAliveTimeout: number;
  /** How long a socket may be silent while an answer waits to be read. */
  readonly socketTimeout: number;
  readonly maxRequestsPerSocket: number;
  readonly maxConnections: number;
}

export const LIMITS: ServerLimits = {
  maxHeaderSize: 16 * 1024,
  maxHeaders: 100,
  maxUrl: 8 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  checkInterval: 5_000,
  keepAliveTimeout: 15_000,
  socketTimeout: 60_000,
  maxRequestsPerSocket: 1_000,
  maxConnections: 5_000,
};
