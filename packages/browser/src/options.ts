// The options of an embed, its events and its handle: everything a page sees. Types and defaults only.
import type { User } from './answers.ts';
import type { SigmaCommand } from './commands.ts';
import type { EmbedState } from './machine.ts';
import type { SigmaMessage, Variables } from './messages.ts';
import type { PlacePart } from './place.ts';
import type { Reason, ReasonCode } from './reason.ts';

/** What to show and how. Read once; a change needs a new embed. */
export interface SigmaEmbedOptions {
  /** Alias of the embed in the gateway's catalogue. Default: the gateway's first embed. */
  readonly embed?: string;
  /**
   * Where the gateway is mounted: a path of this page's origin, or an origin on the same site, such as
   * `https://embed.example.com/`. Default: `/`.
   */
  readonly gateway?: string;
  /** Name of the frame for screen readers. Default: the title in the gateway's catalogue. */
  readonly title?: string;
  /** E-mail of the only person who may be signed in. Default: whoever was signed in first; a change of person is told. */
  readonly viewer?: string;
  /**
   * Values of controls in the URL, by control id, in Sigma's encoding of URL controls: the workbook loads with them. The
   * gateway's catalogue says which may be set, and to what; others are refused. Default: none.
   */
  readonly parameters?: Variables;
  /** Theme of the workbook, one that the gateway's catalogue lets pages choose. Default: the catalogue's. */
  readonly theme?: string;
  /**
   * Values of controls that are set as soon as the workbook has loaded, by control id, in the same encoding. Default: the
   * workbook's own.
   */
  readonly variables?: Variables;
  /**
   * How the workbook outlives its URL. `swap`: before the end a second frame is loaded behind the first and takes its
   * place. `reload-in-place`: at the end the frame is replaced, which shows for a moment. `manual`: the embed ends with
   * its URL unless `renew()` is called before; `timeLeft` says when that is. Default: `swap`.
   */
  readonly renewal?: 'swap' | 'reload-in-place' | 'manual';
  /**
   * What the sign-in button does. `popup`: a window, the page stays. `redirect`: this page goes to the sign-in and comes
   * back; only where the gateway is on this page's origin. `none`: there is no button. Default: `popup`.
   */
  readonly signIn?: 'popup' | 'redirect' | 'none';
  /** Milliseconds that Sigma may take to load before that counts as a failure. Default: 30,000. */
  readonly loadTimeoutMs?: number;
  /** Milliseconds that the gateway may take to answer. Default: 20,000. */
  readonly requestTimeoutMs?: number;
  /**
   * Permissions of the frame, as the attribute of that name has them; those without an origin are for Sigma's. Default:
   * `clipboard-read; clipboard-write; fullscreen`.
   */
  readonly allow?: string;
  /** Words in place of the English ones, by their name or by a reason's code. Default: none. */
  readonly texts?: Texts;
  /** Hears everything that happens, in order, right after it happened. */
  readonly onEvent?: (event: SigmaEmbedEvent) => void;
  /**
   * In place of the page's `fetch`, to add headers of your own. It sees the gateway's answers, embed URLs included:
   * keep them out of logs. Default: `fetch`.
   */
  readonly fetch?: typeof globalThis.fetch;
}

/** Words of the embed's own parts. */
export interface OwnTexts {
  /** While there is nothing to see yet. Default: `Loading the workbook…`. */
  readonly loading: string;
  /** The button of a viewer who is signed out. Default: `Sign in`. */
  readonly signIn: string;
  /** While a sign-in window is open. Default: `Finish signing in in the other window.`. */
  readonly signingIn: string;
  /** The button of a failure. Default: `Load again`. */
  readonly loadAgain: string;
}

export type Texts = Partial<OwnTexts> & Partial<Readonly<Record<ReasonCode, string>>>;

/** What happens to an embed. None holds a URL, a token or a time of the clock. */
export type SigmaEmbedEvent =
  /** The state or the reason changed. */
  | {
      readonly type: 'state';
      readonly state: EmbedState;
      /** Why, in the states that need one. */
      readonly reason: Reason | undefined;
    }
  /** A frame has come into view: the first one, or one that takes the place of another. */
  | {
      readonly type: 'shown';
      /** What of the viewer's place could not be carried over. */
      readonly lost: readonly PlacePart[];
      /** Milliseconds from the answer of the gateway until now. */
      readonly tookMs: number;
    }
  /** A renewal did not work. The workbook stays, and another renewal follows. */
  | { readonly type: 'renewal-failed'; readonly reason: Reason }
  /**
   * Sigma's frame says something. It came from the frame at Sigma's exact origin; its members are as Sigma sends them.
   * May hold row data: do not log it.
   */
  | { readonly type: 'message'; readonly message: SigmaMessage };

/** Milliseconds left. No time of the day is in it, as the browser's clock may be wrong. */
export interface TimeLeft {
  /** Until the URL in the frame ends. */
  readonly embedMs: number;
  /** Until the session ends if nobody uses the embed. */
  readonly sessionMs: number;
}

/** One embed in a page. */
export interface SigmaEmbed {
  /** What is on the screen. */
  readonly state: EmbedState;
  /** Why, in the states that need one; after a failed renewal also in `ready`. */
  readonly reason: Reason | undefined;
  /** Who is signed in, once known. */
  readonly user: User | undefined;
  /** `undefined` before the first answer. */
  readonly timeLeft: TimeLeft | undefined;
  /** Renews now. Does nothing without a workbook on the screen. */
  renew(): void;
  /** Loads everything anew, at the same place. */
  reload(): void;
  /** Starts a sign-in as the button does; call it in a click. */
  signIn(): void;
  /** Sends a message to Sigma's frame, at its exact origin. `false` when no workbook is on the screen. */
  send(command: SigmaCommand): boolean;
  /** Takes everything down. */
  dispose(): void;
}
