// Which addresses are the gateway's, read as the router reads them.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createOwns } from '../../src/http/owns.ts';

it('below a base path everything is the gateway’s, and nothing beside it [WB-09]', () => {
  const owns = createOwns('/a.b/c', ['/login']);
  for (const target of ['/a.b/c', '/a.b/c/', '/a.b/c?x', '/a.b/c/any/thing', '/%61.b/c/login', '/x/../a.b/c/login']) {
    assert.ok(owns(target), target);
  }
  for (const target of [
    '/',
    '/a.b',
    '/axb/c',
    '/a.b/cd',
    '/A.B/c',
    '//a.b/c',
    '/a.b/c/../d',
    '/login',
    '*',
    '',
    'http://h/a.b/c',
  ]) {
    assert.ok(!owns(target), target);
  }
});

it('at the root only the paths of the table are', () => {
  const owns = createOwns('', ['/login.html', '/dashboard/:embed', '/']);
  for (const target of ['/', '/?x=1', '/login.html', '/dashboard/sales', '/dashboard/%73ales'])
    assert.ok(owns(target), target);
  for (const target of ['/loginxhtml', '/dashboard', '/dashboard/a/b', '/dashboard/', '/reports', '\u0000']) {
    assert.ok(!owns(target), target);
  }
});
