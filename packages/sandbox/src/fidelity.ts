// The form in which each part of the sandbox says how true to its vendor it is. Read by `npm run generate`; nothing runs on it.

/**
 * Where a behaviour comes from. `vendor doc`: the vendor's documentation; `vendor code`: an SDK, driver or sample of the
 * vendor; `observed`: seen at the vendor by somebody; `assumed`: the likeliest, with nobody to confirm it.
 */
export type FidelitySource = 'vendor doc' | 'vendor code' | 'observed' | 'assumed';

export interface Fidelity {
  /** Such as `POST /oidc/v1/token`, with what it is about in brackets where one endpoint does much. */
  readonly endpoint: string;
  readonly plays: string;
  readonly source: FidelitySource;
  /** File and name of a test that proves it: `databricks/refresh.test.ts > each refresh token works once`. */
  readonly test: string;
  /** What is known to differ from the vendor. */
  readonly differs?: string;
}

/** What one folder says: a `fidelity.ts` beside its handlers exports this as `FIDELITY`. */
export interface FidelitySection {
  readonly vendor: 'Databricks' | 'Sigma';
  readonly title: string;
  readonly rows: readonly Fidelity[];
}
