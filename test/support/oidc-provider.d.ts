// The few members of `oidc-provider` that the tests use; the package brings no types of its own.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface StoredToken {
    readonly accountId: string;
    readonly isExpired: boolean;
  }

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    readonly AccessToken: { find(value: string): Promise<StoredToken | undefined> };
    readonly RefreshToken: { find(value: string): Promise<StoredToken | undefined> };
    callback(): (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
    on(event: string, listener: () => void): this;
  }
}
