// Somebody can write to the session database and has no key: a viewer who is given another name, other groups or a longer session there
// gets nothing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Store } from '../../src/index.ts';
import type { SessionRow } from '../../src/store/store.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

type Viewer = SessionRow['viewer'];

const ofViewer =
  (alter: (viewer: Viewer) => Viewer) =>
  (row: SessionRow): SessionRow => ({ ...row, viewer: alter(row.viewer) });

const ALTERED: Readonly<Record<string, (row: SessionRow) => SessionRow>> = {
  'the user name': ofViewer((viewer) => ({ ...viewer, userName: 'mia@example.com' })),
  'the case of the user name': ofViewer((viewer) => ({ ...viewer, userName: viewer.userName.toUpperCase() })),
  'the display name': ofViewer((viewer) => ({ ...viewer, displayName: 'Mia' })),
  'the SCIM id': ofViewer((viewer) => ({ ...viewer, id: `${viewer.id}0` })),
  'one group more': ofViewer((viewer) => ({ ...viewer, groups: [...viewer.groups, { id: '9', name: 'admins' }] })),
  'text moved from one field to its neighbour': ofViewer((viewer) => ({
    ...viewer,
    userName: viewer.userName.slice(0, -1),
    displayName: `${viewer.userName.slice(-1)}${viewer.displayName}`,
  })),
  'a later sign-in, so that the session lasts longer': (row) => ({ ...row, createdAt: row.createdAt + 1 }),
};

/** How the gateway comes by the token while the row is altered. */
const MOMENTS: Readonly<Record<string, (world: Gateways) => number>> = {
  'on the replica that remembers the token': () => 0,
  'on another replica': () => 1,
  'when a refresh is due': (world) => {
    world.clock.sleep(55 * 60_000);
    return 0;
  },
};

for (const [moment, prepare] of Object.entries(MOMENTS)) {
  describe(`a row is altered, and the viewer comes ${moment}`, () => {
    for (const [what, alter] of Object.entries(ALTERED)) {
      it(`${what}: no URL is made, the session ends, nothing is sent to Databricks [ST-02] [ST-08] [EM-01]`, async () => {
        let isAltered = false;
        const wrap = (store: Store): Store => ({
          ...store,
          async findSession(hash) {
            const row = await store.findSession(hash);
            return row === undefined || !isAltered ? row : alter(row);
          },
        });
        await using world = await startGateways({ count: 2, wrap });
        const cookie = await world.signIn('ana');
        assert.equal((await world.mint(cookie)).status, 200);
        const index = prepare(world);
        const calls = world.databricks.tokenCalls();
        isAltered = true;
        const refused = await world.mint(cookie, index);
        assert.deepEqual([refused.status, refused.code], [401, 'session_unreadable']);
        assert.equal(world.databricks.tokenCalls(), calls);
        isAltered = false;
        assert.equal((await world.mint(cookie, index)).code, 'not_signed_in', 'the session has ended');
      });
    }
  });
}

interface Altering {
  readonly world: Gateways;
  /** What a look at a session shows from now on, counted from 0. */
  show(change: ((row: SessionRow, look: number) => SessionRow) | undefined): void;
}

async function altering(): Promise<Altering> {
  let change: ((row: SessionRow, look: number) => SessionRow) | undefined;
  let looks = 0;
  const wrap = (store: Store): Store => ({
    ...store,
    async findSession(hash) {
      const row = await store.findSession(hash);
      return row && change ? change(row, looks++) : row;
    },
  });
  const world = await startGateways({ count: 2, wrap });
  return {
    world,
    show(next) {
      change = next;
      looks = 0;
    },
  };
}

for (const path of ['/api/session', '/dashboard']) {
  it(`${path} says nothing of an altered row, and its session ends [ST-02] [ST-08]`, async () => {
    for (const [what, alter] of Object.entries(ALTERED)) {
      const { show, world } = await altering();
      await using _ = world;
      const cookie = await world.signIn('ana');
      show((row) => alter(row));
      const answer = await world.get(path, cookie);
      const text = `${answer.headers.get('location')} ${await answer.text()}`;
      assert.match(text, /session_unreadable/, what);
      assert.doesNotMatch(text, /ana|mia|admins/i, what);
      show(undefined);
      assert.equal((await world.mint(cookie)).code, 'not_signed_in', 'the session has ended');
    }
  });
}

describe('a row is altered for one look only', () => {
  for (const [what, alter] of Object.entries(ALTERED)) {
    it(`${what}, while a refresh of the true row is on its way: no URL is made of its answer [ST-02] [EM-01] [RF-12]`, async () => {
      const { show, world } = await altering();
      await using _ = world;
      const cookie = await world.signIn('ana');
      world.clock.sleep(61 * 60_000 - 2 * 60_000);
      const answer = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<void>();
      world.databricks.pause = async (place, call) => {
        if (place !== 'before' || !call.endsWith('/v1/token')) return;
        asked.resolve();
        await answer.promise;
      };
      const honest = world.mint(cookie);
      await asked.promise;
      show((row) => alter(row));
      const other = world.mint(cookie);
      for (let n = 0; n < 100; n += 1) await turn();
      show(undefined);
      answer.resolve();
      const refused = await other;
      assert.deepEqual([refused.status, refused.code], [401, 'session_unreadable']);
      await honest;
      assert.equal((await world.mint(cookie)).code, 'not_signed_in', 'the session has ended');
    });

    it(`${what}, between the look at the session and the look at its tokens: no URL is made [ST-02] [EM-01]`, async () => {
      const { show, world } = await altering();
      await using _ = world;
      const cookie = await world.signIn('ana');
      world.clock.sleep(50 * 60_000);
      assert.equal((await world.mint(cookie)).status, 200);
      const earlier = (row: SessionRow): SessionRow => ({
        ...row,
        grant: { ...row.grant, version: row.grant.version - 1 },
      });
      show((row, look) => (look === 0 ? earlier(alter(row)) : row));
      const refused = await world.mint(cookie, 1);
      assert.deepEqual([refused.status, refused.code], [401, 'session_unreadable']);
      assert.equal((await world.mint(cookie)).code, 'not_signed_in', 'the session has ended');
    });
  }
});
