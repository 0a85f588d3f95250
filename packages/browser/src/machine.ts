// Knows in which state an embed can be, what may happen to it, and what follows. Pure: no DOM, no time, no network.

/** Inner states. A frame is `front` when the viewer sees it (or its cover), `next` when it loads behind the front. */
export type State =
  /** No frame; asks for a URL as soon as somebody can see the embed. */
  | 'waiting'
  /** No frame; a request for a URL is under way. */
  | 'asking'
  /** The front frame loads under the cover. */
  | 'loading'
  /** No frame; the last request failed in a way that may pass. */
  | 'pausing'
  /** The front frame is shown. */
  | 'ready'
  /** As `ready`; a new URL is wanted as soon as a viewer is there. */
  | 'due'
  /** As `ready`; a request for the new URL is under way. */
  | 'renewing'
  /** As `ready`; the next frame loads behind it. */
  | 'swapping'
  /** As `ready`; the last renewal failed, another follows after a while. */
  | 'holding'
  /** No frame; nobody, or the wrong person, is signed in. */
  | 'signed-out'
  /** As `signed-out`; a sign-in window is open. */
  | 'signing-in'
  /** No frame; only a person can go on from here. */
  | 'failed'
  /** Over for good. */
  | 'disposed';

export type Happening =
  /** A viewer is there: the embed is on the screen, and for a renewal somebody uses it or its time runs out. */
  | 'viewer'
  /** The gateway gave a URL. */
  | 'minted'
  /** The request failed in a way that may pass. */
  | 'passing'
  /** The request, or the newest frame, failed in a way that does not pass; or the frame ended and nothing is to follow. */
  | 'refused'
  /** The newest frame did not load, but another URL may. */
  | 'broken'
  /** The newest frame shows the workbook and the viewer's place. */
  | 'loaded'
  /** The viewer moved on while the next frame was loading, to where it cannot follow. */
  | 'outdated'
  /** The front frame's URL should be renewed. */
  | 'due'
  /** The page asks for a renewal now. */
  | 'renew'
  /** The front frame has ended. */
  | 'expired'
  /** A pause is over, or the network is back. */
  | 'again'
  /** The session is over, or is somebody else's. */
  | 'signed-out'
  /** A sign-in window was opened. */
  | 'sign-in'
  /** The sign-in window was blocked or closed. */
  | 'sign-in-failed'
  /** The session is there again. */
  | 'signed-in'
  /** Everything anew: the person asks for it, or the page came back from the back/forward cache. */
  | 'reload'
  | 'dispose';

/** What is to be done, in order. Requests and frames only: what a state waits for follows from the state. */
export type Effect =
  /** Request a URL. */
  | 'ask'
  /** Forget the request under way. */
  | 'abandon'
  /** The URL becomes the front frame, under the cover. */
  | 'show'
  /** The front frame is uncovered. */
  | 'reveal'
  /** The URL becomes the next frame. */
  | 'preload'
  /** The next frame takes the place of the front frame. */
  | 'swap'
  /** The front frame goes; the next frame goes on loading in its place, under the cover. */
  | 'promote'
  /** The next frame goes. */
  | 'drop-next'
  /** All frames go. */
  | 'drop'
  /** Tell the page why a renewal failed. */
  | 'tell';

type Row = Partial<Record<Happening, readonly [State, ...Effect[]]>>;

const OVER: Row = { dispose: ['disposed', 'abandon', 'drop'] };
/** Rows of every state with a front frame and no request. */
const SHOWN: Row = {
  ...OVER,
  expired: ['waiting', 'drop'],
  refused: ['failed', 'drop'],
  'signed-out': ['signed-out', 'drop'],
  reload: ['waiting', 'drop'],
};
const NOT_SHOWN: Row = { ...OVER, 'signed-out': ['signed-out'], reload: ['waiting'] };
const AWAY: Row = { ...OVER, 'sign-in-failed': ['signed-out'], 'signed-in': ['waiting'], reload: ['waiting'] };

/** What is not in the table changes nothing. */
const TABLE: Readonly<Record<State, Row>> = {
  waiting: { ...NOT_SHOWN, viewer: ['asking', 'ask'] },
  asking: {
    ...OVER,
    minted: ['loading', 'show'],
    passing: ['pausing'],
    refused: ['failed'],
    'signed-out': ['signed-out', 'abandon'],
    reload: ['waiting', 'abandon'],
  },
  loading: { ...SHOWN, loaded: ['ready', 'reveal'], broken: ['pausing', 'drop'] },
  pausing: { ...NOT_SHOWN, again: ['waiting'] },
  ready: { ...SHOWN, due: ['due'], renew: ['renewing', 'ask'] },
  due: { ...SHOWN, viewer: ['renewing', 'ask'], renew: ['renewing', 'ask'] },
  renewing: {
    ...OVER,
    minted: ['swapping', 'preload'],
    passing: ['holding', 'tell'],
    refused: ['holding', 'tell'],
    expired: ['asking', 'drop'],
    'signed-out': ['signed-out', 'abandon', 'drop'],
    reload: ['waiting', 'abandon', 'drop'],
  },
  swapping: {
    ...SHOWN,
    loaded: ['ready', 'swap'],
    broken: ['holding', 'drop-next', 'tell'],
    refused: ['holding', 'drop-next', 'tell'],
    outdated: ['holding', 'drop-next'],
    expired: ['loading', 'promote'],
  },
  // What made the renewal fail goes on, and so does its pause.
  holding: { ...SHOWN, expired: ['pausing', 'drop'], again: ['due'], renew: ['renewing', 'ask'] },
  'signed-out': { ...AWAY, 'sign-in': ['signing-in'] },
  'signing-in': AWAY,
  failed: NOT_SHOWN,
  disposed: {},
};

/** The next state and the effects on the way, when something happens in a state; `undefined` when it means nothing there. */
export function step(state: State, happening: Happening): readonly [State, ...Effect[]] | undefined {
  return TABLE[state][happening];
}

/** What the page is told. */
export type EmbedState =
  /** Nothing to see yet: waiting to be seen, asking for a URL, or the frame loads. */
  | 'loading'
  /** The workbook is shown. */
  | 'ready'
  /** The workbook is shown and its successor is being prepared. */
  | 'renewing'
  /** Nobody, or the wrong person, is signed in. */
  | 'signed-out'
  /** A sign-in window is open. */
  | 'signing-in'
  /** It did not work and is tried again by itself. */
  | 'retrying'
  /** It did not work; somebody has to choose to load again. */
  | 'failed'
  /** Taken down. */
  | 'disposed';

/** Inner states by another name; the others keep theirs. */
const NAMES: Partial<Record<State, EmbedState>> = {
  waiting: 'loading',
  asking: 'loading',
  pausing: 'retrying',
  due: 'ready',
  swapping: 'renewing',
  holding: 'ready',
};

/** What the page is told of a state. */
export function told(state: State): EmbedState {
  return NAMES[state] ?? (state as EmbedState);
}
