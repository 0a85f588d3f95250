// Puts together who a viewer is at Sigma, each part with its reason.
import type { PeopleConfig } from '../../config/policy-config.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import type { ClaimUser } from '../claims.ts';
import { accountTypeRule } from './account-type.ts';
import { attributesRule } from './attributes.ts';
import type { Decided, DecidedNamed } from './decided.ts';
import { groupRows } from './group-rows.ts';
import { subjectRule } from './subject.ts';
import { teamsRule } from './teams.ts';
import { kindRule } from './user-kind.ts';

export interface Person {
  readonly subject: Decided<string>;
  readonly kind: Decided<'embed' | 'internal'>;
  /** Of an embed user; Sigma uses what it has stored of an internal one. */
  readonly account: Account | undefined;
}

export interface Account {
  readonly type: Decided<string>;
  readonly teams: readonly Decided<string>[];
  readonly attributes: readonly DecidedNamed[];
}

/** @throws GatewayError `identity_unusable`. */
export type PersonOf = (viewer: Viewer) => Person;

export function personRule(people: PeopleConfig): PersonOf {
  const subjectOf = subjectRule(people.subject);
  const kindOf = kindRule(people.internalUsers);
  const rowsOf = groupRows(people.groups);
  const typeOf = accountTypeRule(people.accountType);
  const teamsOf = teamsRule(people.teams);
  const attributesOf = attributesRule(people.attributes, people.groups);
  return (viewer) => {
    const subject = subjectOf(viewer);
    const kind = kindOf(subject.value);
    if (kind.value === 'internal') return { subject, kind, account: undefined };
    const rows = rowsOf(viewer);
    return {
      subject,
      kind,
      account: { type: typeOf(rows), teams: teamsOf(rows), attributes: attributesOf(viewer, rows) },
    };
  };
}

/** The same without reasons, as claims have it. */
export function claimUserOf({ account }: Person): ClaimUser {
  if (account === undefined) return { kind: 'internal' };
  const { attributes, teams, type } = account;
  return {
    kind: 'embed',
    accountType: type.value,
    teams: teams.map(({ value }) => value),
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
    }),
  };
}
