// One request on its way through guards and handler.
import type { Rooms, Visit } from '../flows/rooms.ts';

export interface Call {
  readonly request: Request;
  readonly rooms: Rooms;
  readonly visit: Visit;
  /** What flows put on the answer beside its own. */
  readonly setCookies: readonly string[];
  /** The `:embed` of the path. */
  readonly alias: string | undefined;
  /** The `:workspace` of the path. */
  readonly workspace: string | undefined;
}

/** Lets a request pass, or throws a `GatewayError`. */
export type Guard = (call: Call) => void;

export type Handler = (call: Call) => Promise<Response> | Response;

/** The query of a request. */
export function queryOf(call: Call): URLSearchParams {
  return new URL(call.request.url).searchParams;
}
