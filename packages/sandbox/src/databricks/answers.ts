// The answers that all REST APIs share. Knows no API.

const STATUS = {
  INVALID_PARAMETER_VALUE: 400,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  RESOURCE_ALREADY_EXISTS: 409,
  ENDPOINT_NOT_FOUND: 404,
} as const;

/** The usual error body, with the status that belongs to its code. */
export function apiError(code: keyof typeof STATUS, message: string): Response {
  return Response.json({ error_code: code, message }, { status: STATUS[code] });
}

export function unknown(what: string): Response {
  return apiError('RESOURCE_DOES_NOT_EXIST', `${what} does not exist`);
}

/** The body of calls that have nothing to say. */
export function empty(): Response {
  return Response.json({});
}
