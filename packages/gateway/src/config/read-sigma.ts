// How embed URLs are signed, from the options.
import { secret } from '../base/secret.ts';
import type { SigmaConfig } from './config.ts';
import { checkSample, type Loading } from './loading.ts';
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
