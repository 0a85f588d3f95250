// Where Sigma's REST API is, and as whom it is asked. A type only.

export interface ApiOptions {
  /** Regional, such as `https://aws-api.sigmacomputing.com`. */
  readonly origin: string;
  readonly clientId: string;
  readonly secret: string;
}
