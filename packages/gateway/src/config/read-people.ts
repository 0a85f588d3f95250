// Who viewers are at Sigma: from the config file, else from the environment.
import type { ConfigFile } from './config-file-schema.ts';
import type { Loading } from './loading.ts';
import type { PeopleConfig } from './policy-config.ts';

const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

export function readPeople(loading: Loading, file: ConfigFile | undefined): PeopleConfig {
  const { findings, values } = loading;
  const teams = file?.teams ?? values.list('teams');
  if (teams.length === 0) findings.warn(`${values.name('teams')} is empty: embed users belong to no Sigma team.`);
  return {
    accountType: values.text('accountType') ?? '',
    teams,
    internalUsers: readInternalUsers(loading, file),
    sharedSubject: readSharedSubject(loading),
  };
}

function readInternalUsers({ findings, values }: Loading, file: ConfigFile | undefined): readonly string[] {
  const users = file?.internalUsers ?? values.list('internalUsers');
  if (users.some((user) => !EMAIL.test(user.startsWith('@') ? `x${user}` : user))) {
    findings.problem(
      file?.internalUsers === undefined ? values.name('internalUsers') : `${values.text('configFile')}: internalUsers`,
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
