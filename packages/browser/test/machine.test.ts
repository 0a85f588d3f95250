// The state machine alone, driven by every order of events that fast-check can think of.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { step, told, type Effect, type Happening, type State } from '../src/machine.ts';

const HAPPENINGS: readonly Happening[] = [
  'viewer',
  'minted',
  'passing',
  'refused',
  'broken',
  'loaded',
  'outdated',
  'due',
  'renew',
  'expired',
  'again',
  'signed-out',
  'sign-in',
  'sign-in-failed',
  'signed-in',
  'reload',
  'dispose',
];

/** What there is outside the machine. */
interface World {
  state: State;
  /** Requests under way. */
  requests: number;
  front: 'none' | 'covered' | 'open';
  next: boolean;
}

const MEANING: Readonly<Record<Effect, (world: World) => void>> = {
  ask(world) {
    assert.equal(world.requests, 0, 'one request at a time');
    world.requests += 1;
  },
  abandon(world) {
    world.requests = 0;
  },
  show(world) {
    assert.equal(world.next, false);
    world.front = 'covered';
  },
  reveal(world) {
    assert.equal(world.front, 'covered');
    world.front = 'open';
  },
  preload(world) {
    assert.deepEqual([world.front, world.next], ['open', false], 'one renewal at a time');
    world.next = true;
  },
  swap(world) {
    assert.deepEqual([world.front, world.next], ['open', true]);
    world.next = false;
  },
  promote(world) {
    assert.equal(world.next, true);
    Object.assign(world, { front: 'covered', next: false });
  },
  'drop-next'(world) {
    assert.equal(world.next, true);
    world.next = false;
  },
  drop(world) {
    Object.assign(world, { front: 'none', next: false });
  },
  tell(world) {
    assert.equal(world.front, 'open', 'a renewal fails behind a workbook that stays');
  },
};

/** Requests, front frame and next frame that a state stands for. */
const STANDS_FOR: Readonly<Record<State, readonly [number, World['front'], boolean]>> = {
  waiting: [0, 'none', false],
  asking: [1, 'none', false],
  loading: [0, 'covered', false],
  pausing: [0, 'none', false],
  ready: [0, 'open', false],
  due: [0, 'open', false],
  renewing: [1, 'open', false],
  swapping: [0, 'open', true],
  holding: [0, 'open', false],
  'signed-out': [0, 'none', false],
  'signing-in': [0, 'none', false],
  failed: [0, 'none', false],
  disposed: [0, 'none', false],
};

/** What each state waits for, when all goes well: every state waits for something that will come. */
const WAITS_FOR: Readonly<Record<Exclude<State, 'disposed'>, Happening>> = {
  waiting: 'viewer',
  asking: 'minted',
  loading: 'loaded',
  pausing: 'again',
  ready: 'due',
  due: 'viewer',
  renewing: 'minted',
  swapping: 'loaded',
  holding: 'again',
  'signed-out': 'signed-in',
  'signing-in': 'signed-in',
  failed: 'reload',
};
const STATES = [...Object.keys(WAITS_FOR), 'disposed'] as State[];

const ANSWERS: ReadonlySet<Happening> = new Set(['minted', 'passing', 'refused']);

function start(): World {
  return { state: 'waiting', requests: 0, front: 'none', next: false };
}

function happen(world: World, happening: Happening): void {
  const found = step(world.state, happening);
  if (found === undefined) return;
  const [to, ...effects] = found;
  if (ANSWERS.has(happening)) world.requests = 0;
  world.state = to;
  for (const effect of effects) MEANING[effect](world);
  assert.deepEqual([world.requests, world.front, world.next], STANDS_FOR[world.state], `in ${world.state}`);
}

const sequences = fc.array(fc.constantFrom(...HAPPENINGS), { maxLength: 60 });

it('no order of events leaves two open frames, two requests, or a frame where none belongs', () => {
  fc.assert(
    fc.property(sequences, (happenings) => {
      const world = start();
      for (const happening of happenings) happen(world, happening);
    }),
    { numRuns: 5000 },
  );
});

it('no order of events gets stuck: what each state waits for leads to an open workbook in at most five steps', () => {
  fc.assert(
    fc.property(sequences, (happenings) => {
      const world = start();
      for (const happening of happenings) happen(world, happening);
      for (let steps = 0; world.front !== 'open' && world.state !== 'disposed'; steps += 1) {
        assert.ok(steps < 5, `stuck in ${world.state}`);
        happen(world, WAITS_FOR[world.state]);
      }
    }),
    { numRuns: 5000 },
  );
});

it('what an open workbook waits for renews it, with a frame on the screen at every step', () => {
  for (const state of STATES.filter((name) => STANDS_FOR[name][1] === 'open')) {
    const [requests, front, next] = STANDS_FOR[state];
    const world: World = { state, requests, front, next };
    const seen: State[] = [];
    for (let steps = 0; steps < 6 && !(world.state === 'ready' && seen.length > 0); steps += 1) {
      happen(world, WAITS_FOR[world.state as keyof typeof WAITS_FOR]);
      assert.equal(world.front, 'open');
      seen.push(world.state);
    }
    assert.equal(world.state, 'ready', state);
  }
});

it('every state is reached, every state can be left for good, and nothing happens after that', () => {
  const reached = new Set<State>(['waiting']);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const state of reached) {
      for (const happening of HAPPENINGS) {
        const found = step(state, happening);
        if (found !== undefined) reached.add(found[0]);
      }
    }
  }
  assert.deepEqual([...reached].sort(), [...STATES].sort());
  for (const state of STATES) {
    assert.equal(step(state, 'dispose')?.[0], state === 'disposed' ? undefined : 'disposed');
  }
  for (const happening of HAPPENINGS) assert.equal(step('disposed', happening), undefined);
});

it('the end of a session takes the frames of every state with it', () => {
  for (const state of STATES) {
    const [requests, front, next] = STANDS_FOR[state];
    const world: World = { state, requests, front, next };
    happen(world, 'signed-out');
    assert.equal(world.front, 'none');
  }
});

it('the page is told ready exactly while an open workbook is on the screen', () => {
  for (const state of STATES) {
    const isShown = ['ready', 'renewing'].includes(told(state));
    assert.equal(isShown, STANDS_FOR[state][1] === 'open', state);
  }
});
