// One endpoint of the REST API as a row: where it is, who may call it, what it takes, what it answers. Knows no resource.
import { z } from 'zod';
import type { Member, SigmaState } from '../state.ts';

export interface ApiCall<Body> {
  readonly state: SigmaState;
  /** The user of the credential behind the token. */
  readonly caller: Member;
  /** Parameters of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Origin of the app, for addresses of workbooks. */
  readonly appOrigin: string;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  /** Only administrators may call it. */
  readonly admin: boolean;
  readonly body: z.ZodType;
  /** What a good answer looks like; held against it in the tests. */
  readonly answer: z.ZodType;
  readonly status: 200 | 201;
  run(call: ApiCall<unknown>): object;
}

/** A row. Defaults: anybody with a token, no body, status 200. */
export function endpoint<Answer extends object, Body extends z.ZodType = z.ZodUndefined>(row: {
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly admin?: boolean;
  readonly body?: Body;
  readonly answer: z.ZodType<Answer>;
  readonly status?: Endpoint['status'];
  run(call: ApiCall<z.output<Body>>): NoInfer<Answer>;
}): Endpoint {
  const { admin = false, body = z.unknown(), status = 200 } = row;
  // The body has been read by the row's own schema before the row runs.
  return { ...row, admin, body, status, run: (call) => row.run(call as ApiCall<z.output<Body>>) };
}

/** How the API says no. The wording is the sandbox's own, but for a missing token. */
export class ApiRefusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 429;
  readonly code: string;

  constructor(status: ApiRefusal['status'], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function notFound(what: string): never {
  throw new ApiRefusal(404, 'not_found', `${what} not found`);
}

export function invalid(message: string): never {
  throw new ApiRefusal(400, 'invalid_argument', message);
}
