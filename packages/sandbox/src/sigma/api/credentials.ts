// Credentials and account types over the REST API.
import { z } from 'zod';
import { randomBytes, randomUUID } from 'node:crypto';
import type { AccountType } from '../state.ts';
import { ApiRefusal, endpoint, invalid, notFound, type ApiCall, type Endpoint } from './endpoint.ts';
import { memberOf } from './member.ts';
import { tokenPaged } from './paging.ts';
import { NOTHING, tokenPageOf } from './shapes.ts';

const ACCOUNT_TYPE = z.strictObject({
  accountTypeId: z.string(),
  accountTypeName: z.string(),
  description: z.string(),
  isCustom: z.boolean(),
});

export const CREDENTIALS: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v2/credentials',
    admin: true,
    body: z.object({
      ownerId: z.string(),
      name: z.string().min(1),
      description: z.string().optional(),
      scopes: z
        .array(z.enum(['api', 'embed']))
        .min(1)
        .optional(),
    }),
    answer: z.strictObject({ clientId: z.string(), clientSecret: z.string() }),
    run: ({ body, state }) => {
      const { description = '', name, scopes = ['api'] } = body;
      const { memberId: ownerId } = memberOf(state, body.ownerId);
      const [clientId, secret] = [randomBytes(32).toString('hex'), randomBytes(64).toString('hex')];
      state.credentials.set(clientId, { clientId, secret, name, description, ownerId, scopes });
      return { clientId, clientSecret: secret };
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/v2/credentials/:clientId',
    admin: true,
    answer: NOTHING,
    run: ({ params, state }) => (state.credentials.delete(params['clientId'] ?? '') ? {} : notFound('Credential')),
  }),
  endpoint({
    method: 'GET',
    path: '/v2/accountTypes',
    admin: true,
    answer: tokenPageOf(ACCOUNT_TYPE),
    run: ({ query, state }) => tokenPaged([...state.accountTypes.values()].map(accountTypeAnswer), query),
  }),
  endpoint({
    method: 'POST',
    path: '/v2/accountTypes',
    admin: true,
    body: z.object({ name: z.string().min(1), description: z.string(), permissions: z.array(z.string()) }),
    answer: ACCOUNT_TYPE,
    status: 201,
    run: ({ body, state }) => {
      if ([...state.accountTypes.values()].some(({ name }) => name === body.name)) {
        throw new ApiRefusal(409, 'already_exists', `Account type ${body.name} exists`);
      }
      const type: AccountType = { accountTypeId: randomUUID(), ...body, isCustom: true };
      state.accountTypes.set(type.accountTypeId, type);
      return accountTypeAnswer(type);
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v2/accountTypes/:accountTypeId/permissions',
    admin: true,
    answer: z.array(z.strictObject({ permission: z.string(), description: z.string() })),
    run: (call) => accountTypeOf(call).permissions.map((permission) => ({ permission, description: permission })),
  }),
  endpoint({
    method: 'DELETE',
    path: '/v2/accountTypes/:accountTypeId',
    admin: true,
    answer: NOTHING,
    run: (call) => {
      const { accountTypes, members } = call.state;
      const type = accountTypeOf(call);
      if (!type.isCustom) return invalid('A default account type cannot be deleted');
      const other = accountTypes.get(call.query.get('reassignToAccountTypeId') ?? '');
      const holders = [...members.values()].filter(({ accountType }) => accountType === type.name);
      if (holders.length > 0 && (other === undefined || other === type)) {
        return invalid('reassignToAccountTypeId must name another account type');
      }
      for (const member of holders) member.accountType = other?.name ?? member.accountType;
      accountTypes.delete(type.accountTypeId);
      return {};
    },
  }),
];

function accountTypeOf({ params, state }: Pick<ApiCall<unknown>, 'params' | 'state'>): AccountType {
  return state.accountTypes.get(params['accountTypeId'] ?? '') ?? notFound('Account type');
}

function accountTypeAnswer(type: AccountType): z.output<typeof ACCOUNT_TYPE> {
  const { accountTypeId, description, isCustom, name } = type;
  return { accountTypeId, accountTypeName: name, description, isCustom };
}
