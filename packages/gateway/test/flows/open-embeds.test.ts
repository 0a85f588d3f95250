// Which sessions have an embed open.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createOpenEmbeds } from '../../src/flows/refresh/open-embeds.ts';
import type { SessionHash } from '../../src/session/session.ts';

const hash = (text: string): SessionHash => text as SessionHash;

it('a session is open until its last URL ends, or until it is forgotten', () => {
  const embeds = createOpenEmbeds();
  embeds.opened(hash('a'), 100);
  embeds.opened(hash('b'), 300);
  embeds.opened(hash('a'), 50);
  embeds.opened(hash('c'), 300);
  embeds.forget(hash('c'));
  assert.deepEqual(embeds.at(99), ['b', 'a']);
  assert.deepEqual(embeds.at(100), ['b']);
  assert.deepEqual(embeds.at(300), []);
});

it('remembers so many and no more; the one that was opened longest ago makes room', () => {
  const embeds = createOpenEmbeds(2);
  for (const text of ['a', 'b', 'a', 'c']) embeds.opened(hash(text), 100);
  assert.deepEqual(embeds.at(0), ['a', 'c']);
});

it('a session whose token is not due is left alone until it may be, and a new URL changes nothing about that', () => {
  const embeds = createOpenEmbeds();
  for (const text of ['a', 'b']) embeds.opened(hash(text), 300);
  embeds.lookAgainAt(hash('a'), 100);
  embeds.lookAgainAt(hash('gone'), 100);
  embeds.opened(hash('a'), 400);
  assert.deepEqual(embeds.at(99), ['b']);
  assert.deepEqual(embeds.at(100), ['b', 'a']);
});
