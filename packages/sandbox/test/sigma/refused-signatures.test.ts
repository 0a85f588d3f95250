// Embed URLs whose JWT was built or signed otherwise: each is refused by the check that it breaks.
import { base64url, changed, header, jwt, sign, urlOf } from './mutations.ts';
import { CLIENT_ID, SECRET } from './organization.ts';
import { refuses } from './refusals.ts';

refuses('malformed_jwt', [
  { name: 'words instead of a JWT', url: () => urlOf('a.b.c') },
  jwt('a header that is no JSON', ({ token: good }) => `bm8.${good.split('.').slice(1).join('.')}`),
  jwt('a header that is a list', ({ token: good }) => `W10.${good.split('.').slice(1).join('.')}`),
  jwt('a payload that is a list', (good) => sign(good.header, [good.payload])),
  jwt('a payload that is no JSON', (good) => sign(good.header, 'sub=ana@example.com')),
  jwt('two parts', ({ token: good }) => good.split('.').slice(0, 2).join('.')),
  jwt('four parts', ({ token: good }) => `${good}.more`),
  header('a payload that the header says is not encoded', { crit: ['b64'], b64: false }),
  jwt('a payload of null', (good) => sign(good.header, 'null')),
]);

refuses('wrong_algorithm', [
  jwt(
    'no signature, as alg none',
    (good) => `${base64url({ ...good.header, alg: 'none' })}.${base64url(good.payload)}.`,
  ),
  jwt('HS384', (good) => sign({ ...good.header, alg: 'HS384' }, good.payload, SECRET, 'sha384')),
  jwt('HS512', (good) => sign({ ...good.header, alg: 'HS512' }, good.payload, SECRET, 'sha512')),
  header('an alg in small letters', { alg: 'hs256' }),
  header('RS256 over the same bytes', { alg: 'RS256' }),
  header('no alg', { alg: undefined }),
]);

refuses('unknown_kid', [
  header('another kid', { kid: 'd'.repeat(64) }),
  header('no kid', { kid: undefined }),
  header('a kid in capitals', { kid: CLIENT_ID.toUpperCase() }),
  header('a kid with a space', { kid: `${CLIENT_ID} ` }),
  header('a kid that is a list', { kid: [CLIENT_ID, CLIENT_ID] }),
  jwt('the kid in the payload', (good) => sign({ alg: 'HS256' }, { ...good.payload, kid: CLIENT_ID })),
  changed('a credential that was revoked', {}, ({ state }) => void state.credentials.delete(CLIENT_ID)),
]);

refuses('kid_without_embed', [
  changed('a credential for the REST API', {}, (place) => {
    const credential = place.state.credentials.get(CLIENT_ID);
    if (credential !== undefined) place.state.credentials.set(CLIENT_ID, { ...credential, scopes: ['api'] });
  }),
]);

refuses('bad_signature', [
  changed('another secret', { secret: 'another secret of enough length'.repeat(2) }),
  jwt('another payload under the signature', ({ payload, token: good }) => {
    const [head, , signature] = good.split('.');
    return [head, base64url({ ...payload, sub: 'mia@example.com' }), signature].join('.');
  }),
  jwt('another header over the signature', ({ header: head, token: good }) =>
    [base64url({ ...head, typ: 'jwt' }), ...good.split('.').slice(1)].join('.'),
  ),
  jwt('half a signature', ({ token: good }) => good.slice(0, -20)),
  jwt('an empty signature', ({ token: good }) => `${good.split('.').slice(0, 2).join('.')}.`),
  header('a critical extension that nobody knows', { crit: ['other'], other: 1 }),
  jwt('a secret in base64', (good) => sign(good.header, good.payload, Buffer.from(SECRET, 'base64'))),
]);
