// Questions that no probe settles, and why. Together with the probes, every switch of both vendors is named once.
import type { Probe } from './probe.ts';

type Row = readonly [settles: string, question: string, because: string];

const ROWS: readonly Row[] = [
  [
    'databricks.codeLifeSeconds',
    'How long is an authorization code good?',
    'each try costs a trip to the sign-in page and a wait: keep a code back for a minute, then for ten',
  ],
  [
    'databricks.refreshSlides',
    'Does each use of a multi-use refresh token move its end?',
    'nothing tells that end: give an app a refresh lifetime of an hour and refresh every twenty minutes',
  ],
  [
    'databricks.warehouseStartSeconds',
    'How long does a stopped SQL warehouse take to start?',
    'only a stopped one tells, and starting it costs money: time its first statement of the day',
  ],
  [
    'sigma.replayScope',
    'Among whose loads must a `jti` be new?',
    'it takes a second embed credential: load the same `jti` with each',
  ],
  [
    'sigma.expiryAlert',
    'Does a frame warn 20 minutes before its token ends?',
    'a page cannot read what a frame shows: look at an embed when its token has 19 minutes left',
  ],
  [
    'sigma.connectionGrant',
    'Must the connection be shared with the user, besides the workbook?',
    'it takes a connection that is not shared: withdraw the grant from a team and load again',
  ],
  [
    'sigma.viewConnections',
    'Does the account type need the permission "View connections"?',
    'it takes an account type without it: make one, and name it in ACCOUNT_TYPE for another run',
  ],
  [
    'sigma.targetOrigin',
    'To which origin does a frame address its messages?',
    'one that arrives does not tell: watch postMessage in the developer tools of the frame',
  ],
  [
    'sigma.inboundOrigin',
    'Whose messages does a frame take?',
    'this page is on a secure origin for browsers: embed from plain http under another name',
  ],
  [
    'sigma.menuPosition',
    'Where is the menu without `:menu_position`?',
    'a page cannot read what a frame shows: look at it',
  ],
  [
    'sigma.exploreScope',
    'Which embeds take `:explore` and `:bookmark`?',
    'it takes the key of an exploration: change a control as a user who may explore, and try the key on a page',
  ],
  [
    'sigma.exploreOwner',
    'Who may open an exploration by its key?',
    'it takes the key of an exploration and a second viewer',
  ],
  [
    'sigma.exploreSeconds',
    'How long does the key of an exploration live?',
    'it takes the key of an exploration and days of waiting',
  ],
];

const all: readonly Probe[] = ROWS.map(([settles, question, because]) => ({
  id: settles.replace(/^\w+\./, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  vendor: settles.startsWith('sigma') ? 'sigma' : 'databricks',
  question,
  settles: [settles],
  needs: [],
  ask: async () => ({ because }),
}));

export const byHandAtDatabricks = all.filter(({ vendor }) => vendor === 'databricks');
export const byHandAtSigma = all.filter(({ vendor }) => vendor === 'sigma');
