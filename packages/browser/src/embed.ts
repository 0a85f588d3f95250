// createSigmaEmbed: runs the state machine, and introduces the parts of an embed to each other.
import { alarm } from './alarm.ts';
import { isEmbedAnswer } from './answers.ts';
import { startClock } from './elapsed.ts';
import { fetchHelp, type Help } from './fetch-help.ts';
import { createGatewayClient } from './gateway-client.ts';
import { step, told, type Effect, type Happening, type State } from './machine.ts';
import type { SigmaMessage } from './messages.ts';
import { on } from './on.ts';
import type { SigmaEmbed, SigmaEmbedEvent, SigmaEmbedOptions } from './options.ts';
import { createPanes } from './panes.ts';
import { pauseAfter } from './pause.ts';
import { startingPlace } from './place.ts';
import { watchPresence } from './presence.ts';
import { isFinal, reason, type Reason } from './reason.ts';
import { createSession } from './session.ts';
import { createView } from './view.ts';

/** Requests for a URL are at least this far apart, whatever the answers say; a person need not wait. */
const ASK_EVERY_MS = 5000;
/** Failures in a row after which only a person goes on. */
const PATIENCE = 3;

/** A URL until it is used, and its times by the clock of this embed: only differences of the gateway's times are used. */
interface Timed {
  url: string;
  readonly since: number;
  readonly endsAt: number;
  readonly renewAt: number;
}

/** An element holds one embed; another takes its place. */
const living = new WeakMap<HTMLElement, SigmaEmbed>();

/**
 * Shows a workbook in an element, keeps it alive, and says why when it cannot. The size is the element's.
 * The page and the gateway must be on the same site, or the viewer's session does not reach the gateway.
 */
export function createSigmaEmbed(element: HTMLElement, options: SigmaEmbedOptions = {}): SigmaEmbed {
  living.get(element)?.dispose();
  const { embed, gateway = '/', parameters, renewal, texts, theme } = options;
  const baseUrl = new URL(gateway.replace(/\/?$/, '/'), document.baseURI).href;
  const isRedirect = options.signIn === 'redirect' && baseUrl.startsWith(`${location.origin}/`);
  const query = embed ? `?embed=${encodeURIComponent(embed)}` : '';
  const keptName = `sigma-embed ${baseUrl} ${embed}`;
  const client = createGatewayClient(baseUrl, options.requestTimeoutMs ?? 20_000, options.fetch);
  const elapsed = startClock();
  const life = new AbortController();
  const { signal } = life;

  let state: State = 'waiting';
  let why: Reason | undefined;
  /** The newest URL, and the one in the front frame. */
  let newest: Timed;
  let shown: Timed | undefined;
  let request: AbortController | undefined;
  let failures = 0;
  /** By `elapsed`: nothing is asked before. */
  let pauseEnds = 0;
  let isRenewalFailed = false;
  let title: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const queue: (readonly [Happening, Reason | undefined])[] = [];

  const view = createView(element);
  const session = createSession({ viewer: options.viewer, client, query, elapsed, happen });
  const presence = watchPresence(element, signal, () => {
    if (!document.hidden && (shown || isAway())) session.look(isAway());
    tick();
  });
  on(window, 'online', signal, () => {
    // A pause that the gateway or Sigma caused goes on.
    if (why?.code !== 'offline' && why?.code !== 'gateway_unreachable') return;
    pauseEnds = 0;
    happen('again');
  });
  // Back from the back/forward cache: the frame is as old as the visit, and the session may be over.
  on(window, 'pageshow', signal, (event) => (event as PageTransitionEvent).persisted && reload());
  const panes = createPanes(view.stage, startingPlace(options.variables), {
    get title() {
      return options.title ?? title ?? 'Sigma workbook';
    },
    allow: options.allow ?? 'clipboard-read; clipboard-write; fullscreen',
    loadTimeoutMs: options.loadTimeoutMs ?? 30_000,
    loaded: () => happen('loaded'),
    failed(because) {
      rest();
      happen(isFinal(because) || failures >= PATIENCE ? 'refused' : 'broken', because);
    },
    outdated: () => happen('outdated'),
    lost: () => happen('expired'),
    heard(message, isByViewer) {
      presence.isActive ||= isByViewer;
      tell({ type: 'message', message: message as SigmaMessage });
    },
  });

  const preload = (): void => {
    panes.preload(newest.url);
    // Used once and forgotten.
    newest.url = '';
  };
  const promote = (): void => {
    shown = newest;
    panes.promote();
  };
  const reveal = (): void => {
    shown = newest;
    failures = 0;
    tell({ type: 'shown', lost: panes.reveal(), tookMs: elapsed() - newest.since });
    // At hand when it is needed, which may be without a network.
    void fetchHelp();
  };
  const effects: Readonly<Record<Effect, () => void>> = {
    ask: () => void ask(),
    abandon: () => request?.abort(),
    show() {
      preload();
      promote();
    },
    reveal,
    preload,
    swap: reveal,
    promote,
    'drop-next': panes.dropNext,
    drop() {
      shown = undefined;
      panes.drop();
    },
    tell() {
      isRenewalFailed = true;
    },
  };

  async function ask(): Promise<void> {
    const asking = new AbortController();
    request = asking;
    const active = presence.isActive;
    presence.isActive = false;
    pauseEnds = elapsed() + ASK_EVERY_MS;
    const [answer, refusal] = await client({
      path: 'embed-url',
      isAnswer: isEmbedAnswer,
      body: { embed, active, parameters, theme },
      signal: asking.signal,
    });
    // The gateway has not counted it.
    if (!answer) presence.isActive ||= active;
    if (asking.signal.aborted) return;
    if (answer) {
      if (!session.meet(answer)) return happen('signed-out', reason('wrong_account'));
      // Back from a sign-in that left the page.
      if (isRedirect) panes.setPlace((await fetchHelp())?.takePlace(keptName, answer.user.email));
      if (asking.signal.aborted) return;
      const { embedUrl: url, expiresAt, renewAt, serverTime } = answer;
      title = answer.title;
      const since = elapsed();
      newest = { url, since, endsAt: since + expiresAt - serverTime, renewAt: since + renewAt - serverTime };
      return happen('minted');
    }
    rest(refusal.retryAfterMs);
    if (refusal.kind === 'signed-out') session.ended(refusal.reason);
    else happen(refusal.kind, refusal.reason);
  }

  function rest(atLeastMs = 0): void {
    failures += 1;
    pauseEnds = elapsed() + Math.max(atLeastMs, pauseAfter(failures));
  }

  /** Takes a step and those that follow, one after the other: a step may cause the next, which waits for its turn. */
  function happen(happening: Happening, because?: Reason): void {
    if (queue.push([happening, because]) > 1) return;
    try {
      for (const next of queue) take(...next);
    } finally {
      queue.length = 0;
    }
    tick();
  }

  function take(happening: Happening, because?: Reason): void {
    const [to, ...then] = step(state, happening) ?? [];
    if (!to) return;
    const hadFocus = view.hasFocus();
    const before = told(state) + why?.code;
    state = to;
    // The reason of a failed renewal stays until one works or the workbook is gone; elsewhere a step without a reason has none.
    why = because ?? (shown && told(to) !== 'loading' && happening !== 'loaded' ? why : undefined);
    for (const effect of then) effects[effect]();
    if (!isAway()) session.close();
    if (before !== told(state) + why?.code) void tellState(hadFocus);
  }

  /** Shows the state and tells it, once there are words for it; a state that has passed by then is not told. */
  async function tellState(hadFocus = false): Promise<void> {
    const name = told(state);
    const isShown = name === 'ready' || name === 'renewing' || name === 'disposed';
    element.dataset['state'] = name;
    view.show(isShown ? undefined : { slot: 'loading', text: texts?.loading ?? 'Loading the workbook…' }, hadFocus);
    if (why || name === 'signing-in') {
      const said = why;
      const help = await fetchHelp();
      if (name !== told(state) || said !== why) return;
      if (help) {
        why = said && help.explained(said, texts);
        const actions = { reload, signIn: (event: Event) => signIn(help, event) };
        if (!isShown) view.show(help.faceOf(name, why, { actions, baseUrl, options }));
      } else if (!isShown) view.show({ slot: 'error', text: said?.code ?? name });
    }
    tell({ type: 'state', state: name, reason: why });
    if (isRenewalFailed && why) tell({ type: 'renewal-failed', reason: why });
    isRenewalFailed = false;
  }
  /** In its own turn, so that what a page does with it cannot come between. */
  function tell(event: SigmaEmbedEvent): void {
    queueMicrotask(() => options.onEvent?.(event));
  }

  /** Everything that happens by itself happens here: after each step, when a viewer appears, when the time has come. */
  function tick(): void {
    clearTimeout(timer);
    if (signal.aborted) return;
    const now = elapsed();
    const next = alarm({
      state,
      renewal,
      expiresMs: (shown?.endsAt ?? Infinity) - now,
      renewMs: (shown?.renewAt ?? Infinity) - now,
      pauseMs: pauseEnds - now,
      isActive: presence.isActive,
      isSeen: presence.isSeen(),
    });
    if (typeof next === 'string') return happen(next, next === 'refused' ? reason('expired') : undefined);
    if (state === 'signing-in' || (shown && now >= session.endsAt)) session.look(isAway());
    timer = setTimeout(tick, next);
  }

  function isAway(): boolean {
    return state === 'signed-out' || state === 'signing-in';
  }

  function reload(): void {
    failures = pauseEnds = 0;
    happen('reload');
  }

  function signIn(help: Help, event?: Event): void {
    if (!isAway()) return;
    pauseEnds = 0;
    if (isRedirect) {
      help.keepPlace(keptName, panes.place(), session.user?.email);
      help.leaveForSignIn(baseUrl, embed);
    } else {
      const opened = help.openSignIn(baseUrl, embed);
      session.opened(opened);
      if (!opened) return;
    }
    event?.preventDefault();
  }

  const handle: SigmaEmbed = {
    get state() {
      return told(state);
    },
    get reason() {
      return why;
    },
    get user() {
      return session.user;
    },
    get timeLeft() {
      const now = elapsed();
      return shown && { embedMs: shown.endsAt - now, sessionMs: session.endsAt - now };
    },
    renew: () => happen('renew'),
    reload,
    signIn: () => void fetchHelp().then((help) => help && signIn(help)),
    send: panes.send,
    dispose() {
      // The element may hold another embed by now.
      if (signal.aborted) return;
      life.abort();
      happen('dispose');
      view.remove();
      living.delete(element);
    },
  };
  living.set(element, handle);
  void tellState();
  return handle;
}
