// Knows the form of an embed URL: a published workbook, page or element, and a query in which only the JWT is signed.
import { isEmbedPath } from '../base/embed-path.ts';
import { GatewayError } from '../base/errors.ts';
import { isLoopback, isPlainHost } from '../base/url.ts';

/** Values for the query, such as `:theme` or the id of a control. They are not signed: a viewer can change them. */
export type EmbedParameters = Readonly<Record<string, string>>;

const NAME = /^:?[A-Za-z][\w-]{0,127}$/;
const RESERVED = new Set([':embed', ':jwt']);

/**
 * Checks the address of a workbook, page or element and returns it in its normal form.
 * @throws GatewayError `embed_address_invalid` when it is not https (http on loopback), has a query, a fragment or credentials,
 *   a host that is no plain name, or a path that Sigma does not embed.
 * @see Sigma help: create an embed API with JSON web tokens (URL forms)
 */
export function embedAddress(raw: string): string {
  const url = URL.canParse(raw) ? new URL(raw) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (!url || !isSafe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid();
  if (!isPlainHost(url) || !isEmbedPath(url.pathname)) throw invalid();
  return url.href;
}

/**
 * The embed URL: `:` stays raw, as Sigma's samples have it, and so do commas between several values.
 * @throws GatewayError `embed_address_invalid` for a parameter name that is not one, or that would replace `:embed` or `:jwt`.
 */
export function embedUrl(address: string, jwt: string, parameters?: EmbedParameters): string {
  return `${address}?:embed=true&:jwt=${jwt}${parameters === undefined ? '' : query(parameters)}`;
}

function query(parameters: EmbedParameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      if (!NAME.test(name) || RESERVED.has(name.toLowerCase())) throw invalid();
      return `&${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`;
    })
    .join('');
}

function invalid(): GatewayError {
  return new GatewayError('embed_address_invalid');
}
