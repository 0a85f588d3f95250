// The URL of the session database: what it may name, and that nothing travels unencrypted unless it says so.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readStoreUrl, showStoreUrl, type ServerPlace } from '../../src/base/store-url.ts';

function server(url: string): ServerPlace {
  const read = readStoreUrl(url);
  assert.ok('ok' in read, 'problem' in read ? read.problem : url);
  assert.ok('host' in read.ok);
  return read.ok;
}

it('a server on another machine is reached with verified TLS; plain text has to be asked for by name [ST-10] [ST-11]', () => {
  assert.equal(server('postgres://u@db.example/app').tls, 'verified');
  assert.equal(server('postgres://u@db.example/app?sslmode=verify-full').tls, 'verified');
  assert.equal(server('postgres://u@db.example/app?sslmode=disable').tls, 'off');
  assert.equal(server('postgresql://u@127.0.0.1/app').tls, 'off');
  assert.equal(server('rediss://cache.example').tls, 'verified');
  assert.equal(server('redis://localhost').tls, 'off');
  assert.equal(server('redis://cache.example?tls=disable').tls, 'off');
});

it('everything of a URL is read, encoded characters included', () => {
  const place = server('postgres://an%40a:p%3Aw%2F@[::1]:6000/my%20db?schema=gate&pool=3&sslrootcert=/ca.pem');
  assert.equal(place.password?.reveal(), 'p:w/');
  assert.deepEqual(
    { ...place, password: undefined },
    {
      kind: 'postgres',
      host: '::1',
      port: 6000,
      user: 'an@a',
      password: undefined,
      database: 'my db',
      tls: 'off',
      caFile: '/ca.pem',
      isLoopback: true,
      namespace: 'gate',
      pool: 3,
      replicas: 0,
    },
  );
  const redis = server('rediss://:pw@cache.example/2?prefix=g1&wait=1');
  assert.deepEqual(
    [redis.port, redis.user, redis.database, redis.namespace, redis.replicas],
    [6379, undefined, '2', 'g1', 1],
  );
});

it('a URL that cannot be followed is refused with what is wrong and the cure, without quoting it [CF-01] [LG-01]', () => {
  const table: readonly (readonly [url: string, problem: RegExp])[] = [
    ['', /names no database/],
    ['sqlite:', /names no database/],
    ['sqlite::memory:', /names no database/],
    ['mysql://u:CANARY@h/d', /names no database/],
    ['/data/x.db', /names no database/],
    ['postgres://u:CAN#ARY@h/d', /not a URL|no host/],
    ['postgres://u:%E0CANARY@h/d', /% that encodes nothing/],
    ['postgres://u:CANARY@h', /lacks a user or a database/],
    ['postgres://:CANARY@h/d', /lacks a user or a database/],
    ['postgres://u:CANARY@h/d?sslmode=require', /neither verify-full nor disable/],
    ['postgres://u:CANARY@h/d?sslmode=no-verify', /neither verify-full nor disable/],
    ['postgres://u:CANARY@h/d?ssl=CANARY', /parameter that postgres URLs do not have/],
    ['postgres://u:CANARY@h/d?pool=0', /pool/],
    ['postgres://u:CANARY@h/d?schema=a;b', /other characters/],
    ['postgres://u:CANARY@h/d?schema=A"', /other characters/],
    ['redis://u:CANARY@h', /without TLS/],
    ['rediss://u:CANARY@h?tls=disable', /against it/],
    ['redis://u:CANARY@localhost/x', /not a number/],
    ['redis://u:CANARY@localhost?wait=x', /wait/],
  ];
  for (const [url, problem] of table) {
    const read = readStoreUrl(url);
    assert.ok('problem' in read, url);
    assert.match(read.problem, problem, url);
    assert.doesNotMatch(`${read.problem} ${read.fix}`, /CANARY/);
  }
});

it('a URL is shown without its password [LG-01]', () => {
  assert.equal(showStoreUrl('postgres://u:secret@h:1/d?pool=2'), 'postgres://u@h:1/d?pool=2');
  assert.equal(showStoreUrl('rediss://:p@ss@h'), 'rediss://@h');
  assert.equal(showStoreUrl('postgres://u:a:b@h/d'), 'postgres://u@h/d');
  assert.equal(showStoreUrl('sqlite:/a:b@c/d.db'), 'sqlite:/a:b@c/d.db');
  assert.equal(showStoreUrl('memory:'), 'memory:');
});
