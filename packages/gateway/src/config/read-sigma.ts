// How embed URLs are signed, from the options.
import { secret } from '../base/secret.ts';
import { readHost } from './addresses.ts';
import type { SigmaApiConfig, SigmaConfig } from './config.ts';
import { checkSample, checked, type Loading } from './loading.ts';
import type { Addresses } from './read-addresses.ts';
import { hasWhiteSpace, weaknessOf } from './secrets.ts';

export function readSigma(loading: Loading, addresses: Addresses): SigmaConfig {
  const { findings, values } = loading;
  const clientId = values.required('sigmaClientId') ?? '';
  if (hasWhiteSpace(clientId))
    findings.problem(values.name('sigmaClientId'), 'holds white space', 'Copy the id again.');
  checkSample(loading, 'sigmaClientId', addresses);
  return {
    clientId,
    secret: secret(readEmbedSecret(loading, addresses)),
    sessionLengthSeconds: values.number('sessionLength'),
    freshSaltPerToken: values.boolean('freshSaltPerToken'),
    api: readSigmaApi(loading),
  };
}

/** HS256 lets anyone who holds one URL guess the secret at one HMAC per try, so a weak one is refused (EM-04). */
function readEmbedSecret(loading: Loading, addresses: Addresses): string {
  const { findings, values } = loading;
  const text = values.required('sigmaSecret');
  if (text === undefined) return '';
  const name = values.name('sigmaSecret');
  const weakness = weaknessOf(text);
  if (hasWhiteSpace(text)) {
    findings.problem(name, 'holds white space', 'Copy the secret again, without spaces and line breaks.');
  } else if (weakness !== undefined) {
    findings.problem(name, weakness, 'Use the secret that Sigma made for the embed credential; it has 128 characters.');
  } else {
    checkSample(loading, 'sigmaSecret', addresses);
  }
  return text;
}

const API_OPTIONS = ['sigmaApi', 'sigmaApiClientId', 'sigmaApiSecret'] as const;

/** All three or none. */
function readSigmaApi(loading: Loading): SigmaApiConfig | undefined {
  const { findings, values } = loading;
  const missing = API_OPTIONS.filter((key) => !values.given(key));
  if (missing.length === API_OPTIONS.length) return undefined;
  for (const key of missing)
    findings.problem(
      values.name(key),
      "is missing beside the other options of Sigma's REST API",
      'Set all of them, or none.',
    );
  const text = values.text('sigmaApi');
  const origin = text === undefined ? undefined : checked(loading, 'sigmaApi', readHost(text));
  const clientId = values.text('sigmaApiClientId') ?? '';
  return { origin: origin ?? '', clientId, secret: secret(values.text('sigmaApiSecret') ?? '') };
}
