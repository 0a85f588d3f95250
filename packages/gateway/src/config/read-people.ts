// Who viewers are at Sigma: from the config file, else from the environment.
import type { ConfigFile } from './config-file-schema.ts';
import type { Loading } from './loading.ts';
import type { AttributeRule, PeopleConfig } from './policy-config.ts';
import { readSubject } from './read-subject.ts';

const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

export function readPeople(loading: Loading, file: ConfigFile | undefined): PeopleConfig {
  const { findings, values } = loading;
  const teams = file?.teams ?? values.list('teams');
  const groups = (file?.groups ?? []).map((row) => ({
    group: row.group,
    teams: row.teams ?? [],
    accountType: row.accountType,
    attributes: Object.entries(row.attributes ?? {}),
  }));
  if (teams.length + groups.flatMap((row) => row.teams).length === 0) {
    findings.warn(`${values.name('teams')} is empty: embed users belong to no Sigma team.`);
  }
  return {
    accountType: file?.accountType ?? values.text('accountType') ?? '',
    teams,
    attributes: Object.entries(file?.attributes ?? {}).map(([name, rule]) => [name, attributeRule(rule)] as const),
    groups,
    subject: readSubject(loading, file),
    internalUsers: readInternalUsers(loading, file),
  };
}

function attributeRule(rule: NonNullable<ConfigFile['attributes']>[string]): AttributeRule {
  if (typeof rule === 'string') return { from: 'constant', value: rule };
  return 'groups' in rule ? { from: 'groups', groups: rule.groups } : { from: rule.from };
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
