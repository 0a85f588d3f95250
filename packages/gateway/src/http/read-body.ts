// Reads a request body, but never more than it may hold.
import { GatewayError } from '../base/errors.ts';

const MAX_BODY_BYTES = 16 * 1024;

/**
 * The body as text.
 * @throws GatewayError `body_too_large` over 16 KiB, `body_taken` when somebody has read it before.
 */
export async function readBody(request: Request): Promise<string> {
  try {
    return await read(request);
  } catch (error) {
    // What reading twice gives; a client that hangs up gives an error with a code.
    if (error instanceof TypeError) throw new GatewayError('body_taken', { cause: error });
    throw error;
  }
}

async function read(request: Request): Promise<string> {
  const announced = request.headers.get('content-length');
  if (announced !== null && Number(announced) <= MAX_BODY_BYTES) return await request.text();
  if (announced !== null) throw new GatewayError('body_too_large');
  return await readStream(request);
}

async function readStream(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new GatewayError('body_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
