// An embed as the probes see it: odd URLs, and the frame of a browser that loads them. Judges nothing.
import { Unsettled } from '../unsettled.ts';
import type { ApiOptions } from './api-options.ts';
import type { Frames, Load, Message } from '../browser/frames.ts';
import type { Change, MakeUrl, Viewer } from './embed-urls.ts';

/** How a load ended: with `workbook:loaded`, with `workbook:error`, or without a word. */
export type Outcome =
  | { readonly kind: 'loaded'; readonly messages: readonly Message[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'silent' };

export interface SigmaRoom {
  readonly connectionId: string;
  readonly internalUser: string | undefined;
  /** The REST API, for its own probes. */
  readonly api: ApiOptions | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly frames: Frames;
  viewer(): Promise<Viewer>;
  url(change?: Change): Promise<string>;
  /** Loads a URL in a frame of its own and tells how that ended. Checks once, before the first, that a good URL loads. */
  load(url: string, options?: Partial<Omit<Load, 'url'>>): Promise<Outcome>;
}

export function createSigmaRoom(options: {
  readonly connectionId: string;
  readonly internalUser: string | undefined;
  readonly api: ApiOptions | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly frames: Frames;
  readonly makeUrl: MakeUrl;
  /** The viewer of the run. */
  readonly viewer: () => Promise<Viewer>;
}): SigmaRoom {
  const { frames, makeUrl, viewer } = options;
  let usual: Promise<void> | undefined;
  const plainly = async (url: string, load: Partial<Omit<Load, 'url'>> = {}): Promise<Outcome> => {
    const until = ['workbook:error', ...(load.until ?? ['workbook:loaded'])];
    return outcomeOf(await frames.load({ url, frame: load.frame ?? 'a', until }));
  };
  const url = async (change?: Change): Promise<string> => await makeUrl(await viewer(), change);
  return {
    ...options,
    viewer,
    url,
    async load(given, load) {
      usual ??= plainly(await url()).then(isGood);
      await usual;
      return await plainly(given, load);
    },
  };
}

function isGood(outcome: Outcome): void {
  if (outcome.kind === 'loaded') return;
  throw new Unsettled(`a good embed URL does not load either: ${inWords(outcome)}`);
}

function outcomeOf(messages: readonly Message[]): Outcome {
  if (messages.some(({ type }) => type === 'workbook:loaded')) return { kind: 'loaded', messages };
  const error = messages.find(({ type }) => type === 'workbook:error');
  if (error === undefined) return { kind: 'silent' };
  return { kind: 'refused', code: error.code ?? 'no code', message: error.message ?? '' };
}

export function inWords(outcome: Outcome): string {
  if (outcome.kind === 'refused') return `${outcome.code} ${outcome.message}`.trim().slice(0, 200);
  return outcome.kind === 'loaded' ? 'it loads' : 'nothing is heard of it';
}
