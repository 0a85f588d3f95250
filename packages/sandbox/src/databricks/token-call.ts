// A call of the token endpoint, on its way to the grant that answers it.
import type { Issuer } from './issuers.ts';
import type { OAuthApp } from '../world.ts';
import type { Parameters } from './parameters.ts';

/** A call of the token endpoint, before anybody knows whose it is. */
export interface TokenCall {
  readonly issuer: Issuer;
  readonly authorization: string | undefined;
  readonly form: Parameters;
}

/** A call of an app that has proved who it is. */
export interface AppCall extends TokenCall {
  readonly app: OAuthApp;
}
