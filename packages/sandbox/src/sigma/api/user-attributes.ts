// User attributes over the REST API, and what users and teams have of them.
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { stampedBy } from '../members.ts';
import type { UserAttribute } from '../state.ts';
import { ApiRefusal, endpoint, notFound, type ApiCall, type Endpoint } from './endpoint.ts';
import { memberOf } from './member.ts';
import { paged } from './paging.ts';
import { NOTHING, pageOf, STAMP, stampOf } from './shapes.ts';
import { teamOf } from './team.ts';

const VALUE = z.strictObject({ type: z.literal('string'), val: z.string() });

const USER_ATTRIBUTE = z.strictObject({
  userAttributeId: z.string(),
  name: z.string(),
  ...STAMP,
  description: z.string().nullable().optional(),
  defaultValue: VALUE.nullable().optional(),
});

const ONE = '/v2/user-attributes/:userAttributeId';

export const USER_ATTRIBUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v2/user-attributes',
    answer: pageOf(USER_ATTRIBUTE),
    run: ({ query, state }) => {
      const name = query.get('name');
      const found = [...state.userAttributes.values()].filter((one) => name === null || one.name === name);
      return paged(found.map(attributeAnswer), query);
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v2/user-attributes',
    admin: true,
    body: z.object({ name: z.string().min(1), description: z.string().optional(), defaultValue: VALUE.optional() }),
    answer: USER_ATTRIBUTE,
    run: ({ body, caller, state }) => {
      const { defaultValue, description = null, name } = body;
      if ([...state.userAttributes.values()].some((one) => one.name === name)) {
        throw new ApiRefusal(409, 'already_exists', `User attribute ${name} exists`);
      }
      const attribute: UserAttribute = {
        ...stampedBy(caller.memberId, state.world.clock.now()),
        userAttributeId: randomUUID(),
        name,
        description,
        defaultValue: defaultValue?.val ?? null,
        users: new Map(),
        teams: new Map(),
      };
      state.userAttributes.set(attribute.userAttributeId, attribute);
      return attributeAnswer(attribute);
    },
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    answer: USER_ATTRIBUTE,
    run: (call) => attributeAnswer(attributeOf(call)),
  }),
  endpoint({
    method: 'DELETE',
    path: ONE,
    admin: true,
    answer: NOTHING,
    run: (call) => {
      call.state.userAttributes.delete(attributeOf(call).userAttributeId);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/users`,
    answer: pageOf(z.strictObject({ userId: z.string(), value: VALUE, ...STAMP })),
    run: (call) => {
      const attribute = attributeOf(call);
      const entries = [...attribute.users].map(([userId, val]) =>
        Object.assign({ userId, value: valueOf(val) }, stampOf(attribute)),
      );
      return paged(entries, call.query);
    },
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/users`,
    admin: true,
    body: z.object({ assignments: z.array(z.object({ userId: z.string(), value: VALUE })) }),
    answer: NOTHING,
    run: (call) => {
      const { users } = attributeOf(call);
      const checked = call.body.assignments.map(({ userId, value }) => ({
        id: memberOf(call.state, userId).memberId,
        value: value.val,
      }));
      for (const { id, value } of checked) users.set(id, value);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/teams`,
    answer: pageOf(z.strictObject({ teamId: z.string(), value: VALUE, priority: z.number(), ...STAMP })),
    run: (call) => {
      const attribute = attributeOf(call);
      const entries = [...attribute.teams].map(([teamId, val], at) =>
        Object.assign({ teamId, value: valueOf(val), priority: at + 1 }, stampOf(attribute)),
      );
      return paged(entries, call.query);
    },
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/teams`,
    admin: true,
    body: z.object({ assignments: z.array(z.object({ teamId: z.string(), value: VALUE })) }),
    answer: NOTHING,
    run: (call) => {
      const { teams } = attributeOf(call);
      const checked = call.body.assignments.map(({ teamId, value }) => ({
        id: teamOf(call.state, teamId).teamId,
        value: value.val,
      }));
      for (const { id, value } of checked) teams.set(id, value);
      return {};
    },
  }),
];

function valueOf(val: string): z.output<typeof VALUE> {
  return { type: 'string', val };
}

function attributeOf({ params, state }: Pick<ApiCall<unknown>, 'params' | 'state'>): UserAttribute {
  return state.userAttributes.get(params['userAttributeId'] ?? '') ?? notFound('User attribute');
}

function attributeAnswer(attribute: UserAttribute): z.output<typeof USER_ATTRIBUTE> {
  const { defaultValue, description, name, userAttributeId } = attribute;
  const value = defaultValue === null ? null : valueOf(defaultValue);
  return { userAttributeId, name, ...stampOf(attribute), description, defaultValue: value };
}
