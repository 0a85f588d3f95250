// How embed URLs are signed and which embeds exist, from the options and the config file.
import { secret } from '../base/secret.ts';
import { readEmbedUrl } from './addresses.ts';
import type { Embed, SigmaConfig } from './config.ts';
import type { ConfigFile } from './config-file.ts';
import { checkSample, checked, type Loading } from './loading.ts';
import { DEFAULT_WORKSPACE } from './read-databricks.ts';
import type { Addresses } from './read-addresses.ts';
import { hasWhiteSpace, weaknessOf } from './secrets.ts';

const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

export function readSigma(loading: Loading, file: ConfigFile, addresses: Addresses): SigmaConfig {
  const { findings, values } = loading;
  const clientId = values.required('sigmaClientId') ?? '';
  if (hasWhiteSpace(clientId))
    findings.problem(values.name('sigmaClientId'), 'holds white space', 'Copy the id again.');
  checkSample(loading, 'sigmaClientId', addresses);
  const teams = file.teams ?? values.list('teams');
  if (teams.length === 0) findings.warn(`${values.name('teams')} is empty: embed users belong to no Sigma team.`);
  return {
    clientId,
    secret: secret(readEmbedSecret(loading, addresses)),
    accountType: values.text('accountType') ?? '',
    teams,
    internalUsers: readInternalUsers(loading, file),
    sessionLengthSeconds: values.number('sessionLength'),
    freshSaltPerToken: values.boolean('freshSaltPerToken'),
    sharedSubject: readSharedSubject(loading),
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

function readInternalUsers({ findings, values }: Loading, file: ConfigFile): readonly string[] {
  const users = file.internalUsers ?? values.list('internalUsers');
  if (users.some((user) => !EMAIL.test(user.startsWith('@') ? `x${user}` : user))) {
    findings.problem(
      file.internalUsers === undefined ? values.name('internalUsers') : 'internalUsers of the config file',
      'has an entry that is neither an e-mail address nor @domain',
      'Write it like sam@example.com,@head-office.example.com.',
    );
  }
  return users;
}

function readSharedSubject({ findings, values }: Loading): string | undefined {
  if (!values.boolean('allowSharedSubject')) return undefined;
  const email = values.text('email');
  if (email === undefined || !EMAIL.test(email)) {
    findings.problem(
      values.name('email'),
      'is no e-mail address, and SIGMA_EMBED_ALLOW_INSECURE_SHARED_SUBJECT needs one',
      'Set the Sigma user that viewers without a usable identity share, or switch that off.',
    );
    return undefined;
  }
  findings.warn('Viewers without a usable identity share one Sigma user: Sigma cannot tell them apart.');
  return email;
}

const ALIAS = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The embeds of the config file, or the one of the environment under the alias `default`. */
export function readEmbeds(loading: Loading, file: ConfigFile, addresses: Addresses): Embed[] {
  const { findings, values } = loading;
  const everyOwn = file.embeds?.every((embed) => embed.connectionId !== undefined) ?? false;
  const connectionId = (everyOwn ? values.text('connectionId') : values.required('connectionId')) ?? '';
  if (!everyOwn) checkSample(loading, 'connectionId', addresses);
  if (hasWhiteSpace(connectionId)) {
    findings.problem(values.name('connectionId'), 'holds white space', 'Copy the id again.');
  }
  if (file.embeds === undefined) {
    const text = values.required('embedUrl');
    checkSample(loading, 'embedUrl', addresses);
    const url = text === undefined ? undefined : checked(loading, 'embedUrl', readEmbedUrl(text));
    return url === undefined ? [] : [{ alias: 'default', workspace: DEFAULT_WORKSPACE, url, connectionId }];
  }
  const seen = new Set<string>();
  return file.embeds.map((embed, index) => {
    const place = `embeds ${index} of the config file`;
    if (!ALIAS.test(embed.alias)) {
      findings.problem(place, 'has no usable alias', 'Use up to 64 letters, digits, hyphens and underscores.');
    } else if (seen.has(embed.alias)) {
      findings.problem(place, `repeats the alias "${embed.alias}"`, 'Give every embed an alias of its own.');
    }
    seen.add(embed.alias);
    const url = readEmbedUrl(embed.url);
    if ('problem' in url) findings.problem(`${place}: url`, url.problem, url.fix);
    return {
      alias: embed.alias,
      workspace: DEFAULT_WORKSPACE,
      url: 'ok' in url ? url.ok : '',
      connectionId: embed.connectionId ?? connectionId,
    };
  });
}
