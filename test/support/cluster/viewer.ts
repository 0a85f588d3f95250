// A signed-in viewer who asks any replica for an embed URL, and looks whose token is inside.
import { readEmbed } from '../../../packages/gateway/test/support/read-embed.ts';

export interface Viewer {
  readonly email: string;
  readonly cookie: string;
  /** Where this viewer's browser sees the gateway. */
  readonly origin: string;
  /** Secret of the embed credential, to look inside a URL as Sigma does. */
  readonly secret: string;
}

export interface Minted {
  /** 0 when the connection broke. */
  readonly status: number;
  readonly code: string | undefined;
  /** Whose access token is in the URL, and which. */
  readonly token: { readonly subject: string; readonly id: string } | undefined;
  readonly retryAfter: number | undefined;
  readonly ms: number;
}

export async function mintAt(viewer: Viewer, port: number, signal?: AbortSignal): Promise<Minted> {
  const startedAt = performance.now();
  const { cookie, origin } = viewer;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/embed-url`, {
      method: 'POST',
      headers: { cookie, origin, 'content-type': 'application/json', 'x-sigma-embed': '1' },
      body: '{}',
      ...(signal && { signal }),
    });
    const body = (await response.json()) as { embedUrl?: string; code?: string };
    const retryAfter = response.headers.get('retry-after');
    return {
      status: response.status,
      code: body.code,
      token: body.embedUrl === undefined ? undefined : tokenIn(body.embedUrl, viewer.secret),
      retryAfter: retryAfter === null ? undefined : Number(retryAfter),
      ms: performance.now() - startedAt,
    };
  } catch {
    const ms = performance.now() - startedAt;
    return { status: 0, code: undefined, token: undefined, retryAfter: undefined, ms };
  }
}

function tokenIn(embedUrl: string, secret: string): { subject: string; id: string } {
  const { token } = readEmbed(embedUrl, secret);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>;
  return { subject: claims['sub'] ?? '', id: claims['jti'] ?? '' };
}
