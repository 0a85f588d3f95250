import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import type { LogFields } from '../../src/observe/log.ts';
import { memoryLog } from './lines.ts';

it('a line is JSON with level, UTC time, event and the allowed fields', () => {
  const { lines, log } = memoryLog();
  log.info('request', { requestId: 'r1', method: 'GET', route: '/login', status: 200, ms: 1.5 });
  const [line] = lines();
  assert.match(String(line?.['time']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const { time: _, ...rest } = line ?? {};
  assert.deepEqual(rest, {
    level: 'info',
    event: 'request',
    requestId: 'r1',
    method: 'GET',
    route: '/login',
    status: 200,
    ms: 1.5,
  });
});

it('fields that are not allowed, and values of another type, are not printed [LG-02]', () => {
  const { log, text } = memoryLog();
  const hostile = {
    accessToken: 'canary',
    route: { toJSON: () => 'canary' },
    status: 'canary',
    detail: ['canary'],
    method: Buffer.from('canary'),
  };
  log.info('request', hostile as unknown as LogFields);
  assert.ok(!text().includes('canary'));
});

it('levels below the chosen one are not written', () => {
  const { lines, log } = memoryLog({ level: 'warn' });
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  assert.deepEqual(
    lines().map(({ event }) => event),
    ['c', 'd'],
  );
  const silent = memoryLog({ level: 'silent' });
  silent.log.error('e');
  assert.equal(silent.text(), '');
});

const NASTY = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '\r\n',
    '\u001b[2J',
    '\u2028',
    '\u2029',
    '\ud800',
    '\u0000',
    '\u202e',
    '{"level":"error"}\n',
    'x'.repeat(1_000_000),
  ),
);

for (const format of ['json', 'pretty'] as const) {
  it(`one event is one line without control characters for any input, ${format} [LG-03]`, () => {
    fc.assert(
      fc.property(
        fc.array(NASTY, { minLength: 4, maxLength: 4 }),
        ([event = '', detail = '', route = '', message = '']) => {
          const { lines, log, text } = memoryLog({ format });
          log.warn(event, { detail, route, error: new Error(message, { cause: { name: message, code: detail } }) });
          const written = text();
          assert.equal(written.indexOf('\n'), written.length - 1);
          assert.doesNotMatch(written.slice(0, -1), /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
          assert.ok(written.length < 40_000);
          if (format === 'json') assert.equal(lines().length, 1);
        },
      ),
      { numRuns: 300 },
    );
  });
}

const part = fc.stringMatching(/^[A-Za-z0-9_-]{12,60}$/);
const TOKENS = fc.oneof(
  fc.tuple(part, part, part).map(([a, b, c]) => ({ secret: b, text: `eyJ${a}.eyJ${b}.${c}` })),
  part.map((a) => ({ secret: a, text: `Bearer ${a}` })),
  part.map((a) => ({ secret: a, text: `https://app.sigmacomputing.com/x?:embed=true&:jwt=${a}` })),
  fc.stringMatching(/^[A-Za-z0-9]{12,40}$/).map((a) => ({ secret: a, text: `doau${a}` })),
  fc.stringMatching(/^[a-f0-9]{32}$/).map((a) => ({ secret: a, text: `dapi${a}` })),
  part.map((a) => ({ secret: a, text: `grant_type=x&refresh_token=${a}&client_secret=${a}` })),
  part.map((a) => ({ secret: a, text: `{"access_token":"${a}"}` })),
  part.map((a) => ({ secret: a, text: `__Host-sigma-embed=${a}; Path=/` })),
);
const AROUND = fc.constantFrom('', ' ', '"', '(', 'see: ', '\n', ', ', '<b>');

it('a token shape in any text field, event or error is hidden wherever it stands [LG-01] [LG-02]', () => {
  fc.assert(
    fc.property(TOKENS, AROUND, AROUND, ({ secret, text: token }, before, after) => {
      const { log, text } = memoryLog();
      const carried = `${before}${token}${after}`;
      const error = Object.assign(new Error(carried, { cause: new Error(carried) }), { code: carried });
      log.error(carried, { detail: carried, route: carried, origin: carried, error });
      assert.ok(!text().includes(secret), text());
    }),
    { numRuns: 1_000 },
  );
});

it('a token at the cut of a long text does not come through in part [LG-01]', () => {
  for (const length of [1_990, 3_400, 3_990, 70_000]) {
    const { log, text } = memoryLog();
    log.warn('x', { detail: `${'word '.repeat(length / 5)}eyJ${'c4nary'.repeat(60)}.eyJ${'c4nary'.repeat(60)}.sig` });
    assert.ok(!text().includes('c4nary'));
  }
});

it('an error shows name, code and message, and of its causes name and code only [LG-02]', () => {
  const { lines, log, text } = memoryLog({ level: 'info' });
  const cause = Object.assign(new TypeError('canary of the cause'), {
    code: 'ECONNRESET',
    cause: new SyntaxError('canary'),
  });
  log.error('request', { error: new GatewayError('databricks_unavailable', { cause, detail: 'x' }) });
  const [line] = lines();
  assert.deepEqual(line?.['error'], {
    name: 'GatewayError',
    code: 'databricks_unavailable',
    message: 'Databricks does not answer at the moment. You are still signed in; try again shortly.',
    causes: ['TypeError ECONNRESET', 'SyntaxError'],
  });
  assert.ok(!text().includes('canary'));
});

it('what a parser quotes of its input stays out [LG-01]', () => {
  const { log, text } = memoryLog();
  let thrown: unknown;
  try {
    JSON.parse('<html>canary in a remote body</html>');
  } catch (error) {
    thrown = error;
  }
  log.error('x', { error: thrown });
  log.error('x', { error: new TypeError('cannot use "a canary of more than twenty-four characters"') });
  assert.ok(!text().includes('canary'));
});

it('a stack has frames only, and only at debug level', () => {
  const error = new Error('first\n    at canary (secret)\nsecond');
  const quiet = memoryLog({ level: 'info' });
  quiet.log.error('x', { error });
  assert.ok(!quiet.text().includes('stack'));
  const loud = memoryLog({ level: 'debug' });
  loud.log.error('x', { error });
  const shown = loud.lines()[0]?.['error'] as { readonly stack: readonly string[] } | undefined;
  assert.ok(shown);
  assert.ok(shown.stack.some((frame) => frame.includes('log.test.ts')));
  assert.ok(!shown.stack.some((frame) => frame.includes('canary')));
});

it('thrown things of any kind are survived: getters that throw, cycles, no errors at all [LG-02]', () => {
  const { lines, log } = memoryLog();
  const cycle = new Error('a');
  cycle.cause = cycle;
  const trap = {
    get name(): string {
      throw new Error('trap');
    },
    get cause(): never {
      throw new Error('trap');
    },
  };
  const proxy = new Proxy(
    {},
    {
      get: () => {
        throw new Error('trap');
      },
    },
  );
  for (const error of [cycle, trap, proxy, null, 'text', 42, Symbol('x'), () => 1, Object.create(null)])
    log.error('x', { error });
  assert.equal(lines().length, 9);
});

it('the pretty form is for people: level, event, fields, no colours unless it is a terminal', () => {
  const { log, text } = memoryLog({ format: 'pretty' });
  log.warn('request', { method: 'GET', route: '/login', status: 400, detail: 'two words' });
  assert.match(
    text(),
    /^\d\d:\d\d:\d\d\.\d{3} warn {2}request method=GET route=\/login detail="two words" status=400\n$/,
  );
});
