// Refuses bodies that are not announced as JSON.
import { GatewayError } from '../../base/errors.ts';
import type { Call } from '../call.ts';

const JSON_TYPE = /^application\/json\s*(;|$)/i;

export function jsonBody({ request }: Call): void {
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) throw new GatewayError('content_type_unsupported');
}
