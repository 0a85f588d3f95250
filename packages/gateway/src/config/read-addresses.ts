// Where the gateway listens and where browsers find it. The public origin follows from the redirect URI.
import { isLoopback } from '../base/url.ts';
import { basePathOf, readListenHost, readOrigin, readRedirectUri } from './addresses.ts';
import { checked, checkedList, type Loading } from './loading.ts';

export interface Addresses {
  readonly publicOrigin: string;
  readonly basePath: string;
  readonly callbackPath: string;
  readonly redirectUri: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly frameAncestors: readonly string[];
  readonly pageOrigins: readonly string[];
  /** Whether browsers find the gateway on this machine only. */
  readonly loopback: boolean;
}

export function readAddresses(loading: Loading): Addresses {
  const { findings, values } = loading;
  const port = values.number('port');
  if (port === 0 && !values.given('redirectUri')) {
    findings.problem(
      values.name('redirectUri'),
      'is missing, and PORT=0 picks another port each time',
      'Set the redirect URL that is registered at Databricks, or a fixed PORT.',
    );
  }
  const text = values.text('redirectUri') ?? `http://localhost:${port}/auth/databricks/callback`;
  // The default is not read strictly: on port 80 browsers would leave the port out.
  const url = values.given('redirectUri') ? checked(loading, 'redirectUri', readRedirectUri(text)) : new URL(text);
  const loopback = url !== undefined && isLoopback(url);
  const listenHost = values.text('listenHost');
  const listen = {
    host:
      listenHost === undefined ? defaultHost(url) : (checked(loading, 'listenHost', readListenHost(listenHost)) ?? ''),
    port,
  };
  if (loopback && url.port !== '' && Number(url.port) !== port && port !== 0) {
    findings.warn(
      `${values.name('redirectUri')} brings browsers back to port ${url.port}, but the gateway listens on ${port}. Something must pass them on, or one of the two is wrong.`,
    );
  }
  const path = url?.pathname ?? '';
  const basePath = basePathOf(path);
  return {
    publicOrigin: url?.origin ?? '',
    basePath,
    callbackPath: path.slice(basePath.length),
    redirectUri: url?.href ?? '',
    listen,
    frameAncestors: checkedList(loading, 'frameAncestors', readOrigin),
    pageOrigins: checkedList(loading, 'pageOrigins', readOrigin),
    loopback,
  };
}

function defaultHost(url: URL | undefined): string {
  if (url === undefined || !isLoopback(url)) return '0.0.0.0';
  return url.hostname === '[::1]' ? '::1' : '127.0.0.1';
}
