// What Sigma's documentation leaves open: each switch of the table in each of its positions.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { SIGMA_SWITCHES } from '../../src/sigma/switches.ts';
import { readSwitches, switchDefaults } from '../../src/switches.ts';
import {
  CONNECTION_ID,
  encrypt,
  organization,
  SIGMA_ORIGIN,
  WORKBOOK,
  type Change,
  type Organization,
  type Setting,
} from './organization.ts';

type Switches = NonNullable<Setting['switches']>;

async function checkOf(
  change: Change,
  switches: Switches = {},
  place = organization({ switches }),
): Promise<string | undefined> {
  return (await place.refusal(await place.url(change)))?.check;
}

it('every switch has a sentence and a default among its positions', () => {
  for (const [name, row] of Object.entries(SIGMA_SWITCHES)) assert.ok(row.about.length > 20, name);
  assert.deepEqual(readSwitches(SIGMA_SWITCHES, switchDefaults(SIGMA_SWITCHES)), switchDefaults(SIGMA_SWITCHES));
});

/** An odd load; how it is refused by default; the position that lets it load, or refuses it in another way. */
const ODD: readonly {
  readonly name: string;
  readonly change: Change;
  readonly check: string | undefined;
  readonly switches: Switches;
  readonly other: string | undefined;
}[] = [
  {
    name: 'an unknown attribute',
    change: { claims: { user_attributes: { Shoe: '44' } } },
    check: 'unknown_attribute',
    switches: { unknownAttribute: 'ignore' },
    other: undefined,
  },
  {
    name: 'an unknown account type',
    change: { claims: { account_type: 'Emperor' } },
    check: 'unknown_account_type',
    switches: { unknownAccountType: 'ignore' },
    other: undefined,
  },
  {
    name: 'an unknown parameter',
    change: { query: ':hide_title=true&' },
    check: 'unknown_parameter',
    switches: { unknownParameter: 'ignore' },
    other: undefined,
  },
  {
    name: 'an audience in an array',
    change: { claims: { aud: ['sigmacomputing'] } },
    check: 'invalid_aud',
    switches: { audienceArray: 'accept' },
    other: undefined,
  },
  {
    name: 'another audience in an array',
    change: { claims: { aud: ['other'] } },
    check: 'invalid_aud',
    switches: { audienceArray: 'accept' },
    other: 'invalid_aud',
  },
  {
    name: 'eval_connection_id beside tokens',
    change: { claims: { eval_connection_id: 'x' } },
    check: 'eval_connection',
    switches: { evalConnection: 'ignore' },
    other: undefined,
  },
  {
    name: 'a token for an unknown connection',
    change: { claims: { connection_oauth_tokens: { [CONNECTION_ID]: encrypt('t'), other: encrypt('t') } } },
    check: undefined,
    switches: { unknownConnection: 'refuse' },
    other: 'unknown_connection',
  },
  {
    name: 'an underscore before the @',
    change: { claims: { sub: 'sales_person@example.com' } },
    check: undefined,
    switches: { subUnderscore: 'refuse' },
    other: 'invalid_sub',
  },
  {
    name: 'an underscore behind the @',
    change: { claims: { sub: 'ana@exam_ple.com' } },
    check: 'invalid_sub',
    switches: { subUnderscore: 'accept' },
    other: undefined,
  },
  {
    name: 'no token',
    change: { claims: { connection_oauth_tokens: undefined } },
    check: 'no_token',
    switches: { missingToken: 'chart_errors' },
    other: undefined,
  },
  {
    name: 'a URL of 9000 characters',
    change: { query: `Other=${'x'.repeat(8000)}&` },
    check: 'url_too_long',
    switches: { longestUrl: 20_000 },
    other: undefined,
  },
  {
    name: 'an account type without "View connections"',
    change: {},
    check: undefined,
    switches: { viewConnections: 'required' },
    other: 'no_view_connections',
  },
];

describe('an odd load', () => {
  for (const { change, check, name, other, switches } of ODD) {
    it(`with ${name} is ${check ?? 'taken'}, and ${other ?? 'taken'} with ${JSON.stringify(switches)}`, async () => {
      assert.equal(await checkOf(change), check);
      assert.equal(await checkOf(change, switches), other);
    });
  }

  it('with encoded parameter names is taken, or refused by switch', async () => {
    const load = async (switches: Switches): Promise<string | undefined> => {
      const place = organization({ switches });
      return (await place.refusal((await place.url()).replaceAll(':embed', '%3Aembed').replaceAll('&:jwt', '&%3ajwt')))
        ?.check;
    };
    assert.equal(await load({}), undefined);
    assert.equal(await load({ encodedNames: 'refuse' }), 'encoded_name');
  });

  it('with an exp just past is refused, or taken within the clock skew', async () => {
    const at = organization().now();
    const change = { claims: { iat: at - 100, exp: at - 5 } };
    assert.equal(await checkOf(change), 'exp_past');
    assert.equal(await checkOf(change, { clockSkewSeconds: 10 }), undefined);
    assert.equal(await checkOf(change, { clockSkewSeconds: 4 }), 'exp_past');
  });

  it('with an exp just past lives on until the skew is over, and its jti is remembered as long', async () => {
    const place = organization({ switches: { clockSkewSeconds: 10 } });
    const at = place.now();
    const url = await place.url({ claims: { iat: at - 100, exp: at - 5 } });
    const { data } = await place.get(url);
    const times = async () => (await place.times(data['session'])).body as { now: number; exp: number; ended: boolean };
    assert.equal((await times()).ended, false);
    place.world.clock.advance(4000);
    await place.get(await place.url());
    assert.equal((await place.refusal(url))?.check, 'replay');
    const { ended, exp, now } = await times();
    assert.deepEqual([ended, exp - now], [false, 1000]);
    place.world.clock.advance(1000);
    assert.equal((await times()).ended, true);
    assert.equal((await place.refusal(url))?.check, 'exp_past');
  });

  it('with an iat in the future is taken, or refused beyond the clock skew', async () => {
    const at = organization().now();
    const change = { claims: { iat: at + 60, exp: at + 600 } };
    assert.equal(await checkOf(change), undefined);
    assert.equal(await checkOf(change, { futureIat: 'refuse' }), 'iat_future');
    assert.equal(await checkOf(change, { futureIat: 'refuse', clockSkewSeconds: 60 }), undefined);
  });

  it('with a token in base64url is refused, or taken by a lenient reader', async () => {
    const loose = encrypt('a token').replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_');
    const change = { claims: { connection_oauth_tokens: { [CONNECTION_ID]: loose } } };
    assert.equal(await checkOf(change), 'invalid_token');
    assert.equal(await checkOf(change, { tokenBase64: 'lenient' }), undefined);
  });

  it("of an internal user uses that user's tokens, or leaves them aside", async () => {
    const change = { claims: { sub: 'sam@example.com', account_type: undefined, teams: undefined } };
    assert.equal(await checkOf(change), undefined);
    assert.equal(await checkOf(change, { internalUserTokens: 'ignored' }), 'no_token');
  });

  it('of a connection that is not shared is refused, unless the grant is not required', async () => {
    const sharing = { connection: [] };
    assert.equal(await checkOf({}, {}, organization({ sharing })), 'no_connection_grant');
    assert.equal(
      await checkOf({}, {}, organization({ sharing, switches: { connectionGrant: 'not_required' } })),
      undefined,
    );
  });
});

describe('a second load of the same URL', () => {
  const twice = async (switches: Switches, apartMs: number): Promise<string | undefined> => {
    const place = organization({ switches });
    const url = await place.url();
    assert.equal(await place.refusal(url), undefined);
    place.world.clock.advance(apartMs);
    return (await place.refusal(url))?.check;
  };

  it('is taken within the grace of the switch and refused after it', async () => {
    assert.equal(await twice({}, 0), 'replay');
    assert.equal(await twice({ replayGraceSeconds: 5 }, 4000), undefined);
    assert.equal(await twice({ replayGraceSeconds: 5 }, 5000), 'replay');
  });

  it('is taken after a load that was refused later, where the switch says that those do not count', async () => {
    for (const [failedLoadSpendsJti, check] of [
      [true, 'replay'],
      [false, undefined],
    ] as const) {
      const place = organization({ switches: { failedLoadSpendsJti, autoCreateUsers: false } });
      const url = await place.url();
      assert.equal((await place.refusal(url))?.check, 'unknown_user');
      Object.assign(place.world.sigma, { autoCreateUsers: true });
      assert.equal((await place.refusal(url))?.check, check);
    }
  });

  it('counts over all credentials, or per credential', async () => {
    for (const [replayScope, check] of [
      ['organization', 'replay'],
      ['credential', undefined],
    ] as const) {
      const place = organization({ switches: { replayScope, missingToken: 'chart_errors' } });
      const [first] = [...place.state.credentials.values()];
      assert.ok(first);
      const other = { ...first, clientId: 'e'.repeat(64), secret: 'another-secret-of-the-tests'.repeat(4) };
      place.state.credentials.set(other.clientId, other);
      const claims = { jti: randomUUID(), connection_oauth_tokens: undefined };
      assert.equal(await checkOf({ claims }, {}, place), undefined);
      const change = {
        claims: { ...claims, iss: other.clientId },
        header: { kid: other.clientId },
        secret: other.secret,
      };
      assert.equal(await checkOf(change, {}, place), check);
    }
  });
});

describe('a second load of the same user', () => {
  const open = async (place: Organization, token: string): Promise<string> => {
    const claims = { connection_oauth_tokens: { [CONNECTION_ID]: encrypt(token) } };
    return String((await place.get(await place.url({ claims }))).data['session']);
  };

  for (const [secondLoad, token, ended] of [
    ['independent', 'first', false],
    ['replaces_token', 'second', false],
    ['ends_first', 'first', true],
  ] as const) {
    it(`leaves the first frame as "${secondLoad}" says`, async () => {
      const place = organization({ switches: { secondLoad } });
      const first = await open(place, 'first');
      await open(place, 'second');
      assert.equal(place.state.frames.get(first)?.tokens[CONNECTION_ID], token);
      assert.equal((await place.times(first)).body['ended'], ended);
      if (ended) assert.deepEqual((await place.query(first, 'trips')).body, { kind: 'ended' });
    });
  }

  it('never touches the frames of somebody else', async () => {
    const place = organization({ switches: { secondLoad: 'ends_first' } });
    const first = await open(place, 'first');
    await place.get(await place.url({ claims: { sub: 'ben@example.com' } }));
    assert.equal((await place.times(first)).body['ended'], false);
  });
});

describe('the page of a load', () => {
  it('frames anywhere, or nowhere by switch', async () => {
    const policy = async (switches: Switches): Promise<string> => {
      const place = organization({ switches });
      return (await place.get(await place.url())).headers.get('content-security-policy') ?? '';
    };
    assert.match(await policy({}), /frame-ancestors \*$/);
    assert.match(await policy({ frameAncestors: 'none' }), /frame-ancestors 'none'$/);
  });

  it('tells a refusal to its parent, or only shows it', async () => {
    const html = async (switches: Switches): Promise<string> => {
      const place = organization({ switches });
      return (await place.get(await place.url({ claims: { ver: '1.0' } }))).html;
    };
    assert.match(await html({}), /refused\.js/);
    const silent = await html({ loadError: 'not_sent' });
    assert.doesNotMatch(silent, /refused\.js/);
    assert.match(silent, /connection_oauth_tokens is only supported in ver 1\.1/);
  });

  it('has its menu where the URL says, or else where the switch says', async () => {
    const has = async (query: string, switches: Switches = {}): Promise<string> => {
      const place = organization({ switches });
      const { html } = await place.get(await place.url({ query }));
      const bar = html.indexOf('<header class="bar">');
      return bar < 0 ? 'none' : bar < html.indexOf('<main') ? 'top' : 'bottom';
    };
    assert.equal(await has(''), 'bottom');
    assert.equal(await has('', { menuPosition: 'none' }), 'none');
    assert.equal(await has(':menu_position=top&'), 'top');
    assert.equal(await has(':menu_position=none&', { menuPosition: 'top' }), 'none');
    assert.equal(await has(':hide_menu=true&'), 'none');
  });

  it('keeps its session in a cookie by switch, and answers nothing without it', async () => {
    const place = organization({ switches: { embedSession: 'cookie' } });
    const { data, headers } = await place.get(await place.url());
    const cookie = headers.get('set-cookie') ?? '';
    assert.match(cookie, /HttpOnly; Secure; SameSite=None/);
    assert.equal((await place.times(data['session'])).status, 404);
    const url = `${SIGMA_ORIGIN}/sandbox/api/session?id=${String(data['session'])}`;
    const status = async (kept: string) => (await place.fetch(new Request(url, { headers: { cookie: kept } }))).status;
    assert.equal(await status(cookie.split(';')[0] ?? ''), 200);
    const second = (await place.get(await place.url())).headers.get('set-cookie') ?? '';
    // What a browser sends: of two cookies of one name the last.
    const jar = new Map([cookie, second].map((line) => (line.split(';')[0] ?? '').split('=') as [string, string]));
    const both = [...jar].map((pair) => pair.join('=')).join('; ');
    assert.equal(await status(both), 200, 'a second frame leaves the first alone');
    assert.equal(await status(second.split(';')[0] ?? ''), 404, 'but its cookie is not good for it');
  });

  it('tells when its token ends, where the switch asks for the alert', async () => {
    const exp = Math.floor(organization().now()) + 900;
    const token = `h.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.s`;
    const claims = { connection_oauth_tokens: { [CONNECTION_ID]: encrypt(token) } };
    for (const expiryAlert of [true, false]) {
      const place = organization({ switches: { expiryAlert } });
      const { data } = await place.get(await place.url({ claims }));
      assert.equal((await place.times(data['session'])).body['tokenEndsAt'], expiryAlert ? exp * 1000 : undefined);
    }
  });
});

describe('an exploration', () => {
  const explored = async (switches: Switches): Promise<{ place: Organization; key: string }> => {
    const place = organization({ switches });
    const { data } = await place.get(await place.url());
    const view = { variables: { Distance: '10' }, sorting: { trips: { columnId: 'fare', direction: 'ascending' } } };
    const { body } = await place.ask('explore', { session: data['session'], view });
    return { place, key: String(body['exploreKey']) };
  };
  const restored = async (place: Organization, key: string, change: Change = {}): Promise<unknown> => {
    const { data } = await place.get(await place.url({ ...change, query: `:explore=${key}&` }));
    return (data['variables'] as Record<string, string>)['Distance'];
  };

  it('comes back by its key, for anybody or for its owner', async () => {
    const { key, place } = await explored({});
    assert.equal(await restored(place, key), '10');
    assert.equal(await restored(place, key, { claims: { sub: 'ben@example.com' } }), '10');
    const own = await explored({ exploreOwner: 'owner' });
    assert.equal(await restored(own.place, own.key), '10');
    assert.equal(await restored(own.place, own.key, { claims: { sub: 'ben@example.com' } }), '0');
  });

  it('lives as long as the switch says', async () => {
    const { key, place } = await explored({ exploreSeconds: 60 });
    place.world.clock.advance(59_000);
    assert.equal(await restored(place, key), '10');
    place.world.clock.advance(1000);
    assert.equal(await restored(place, key), '0');
  });

  it('is for whole workbooks, or also for pages and elements by switch', async () => {
    const path = `${WORKBOOK}/page/overview`;
    const { key, place } = await explored({});
    assert.equal(await restored(place, key, { path }), '0');
    const any = await explored({ exploreScope: 'any' });
    assert.equal(await restored(any.place, any.key, { path }), '10');
  });
});
