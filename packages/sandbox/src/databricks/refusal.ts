// How OAuth endpoints say no. Knows the wire shape; not when to refuse.

/** A refusal of the token endpoint or of an authorization request. The message is the `error_description`. */
export class OAuthRefusal extends Error {
  readonly status: number;
  readonly error: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    options: { readonly status?: number; readonly error: string; readonly headers?: Readonly<Record<string, string>> },
    description: string,
  ) {
    super(description);
    this.status = options.status ?? 400;
    this.error = options.error;
    this.headers = options.headers ?? {};
  }
}

/** The refusal as JSON, never stored by caches. */
export function refusalAnswer(refusal: OAuthRefusal): Response {
  return Response.json(
    { error_description: refusal.message, error: refusal.error },
    { status: refusal.status, headers: { 'cache-control': 'no-store', ...refusal.headers } },
  );
}
