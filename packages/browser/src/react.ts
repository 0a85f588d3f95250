'use client';
// Knows how React holds an embed. Everything else is the core's.
import {
  createElement,
  useEffect,
  useRef,
  useState,
  type CSSProperties,
  type ReactNode,
  type RefCallback,
  type RefObject,
} from 'react';
import { createSigmaEmbed } from './embed.ts';
import type { EmbedState } from './machine.ts';
import type { SigmaEmbed as Handle, SigmaEmbedOptions } from './options.ts';
import type { Reason } from './reason.ts';

/** An embed in a component, as far as it can be rendered. */
export interface UsedSigmaEmbed {
  /** For the element that the workbook is shown in, whenever it comes; another element makes a new embed. */
  readonly ref: RefObject<HTMLDivElement | null> & RefCallback<HTMLDivElement>;
  /** What is on the screen. */
  readonly state: EmbedState;
  /** Why, in the states that need one. */
  readonly reason: Reason | undefined;
  /** The embed, to call in event handlers; `undefined` before it is mounted. */
  readonly handle: RefObject<Handle | undefined>;
}

const NOTHING_YET = { state: 'loading', reason: undefined } as const;

/**
 * Shows a workbook in an element of the component. `embed`, `gateway`, `theme`, `viewer`, `renewal` and `signIn` may change and
 * make a new embed then; the other options are read when that happens, callbacks at each render.
 */
export function useSigmaEmbed(options: SigmaEmbedOptions = {}): UsedSigmaEmbed {
  const [node, setNode] = useState<HTMLDivElement | null>(null);
  const [ref] = useState(() => refTo(setNode));
  const handle = useRef<Handle | undefined>(undefined);
  const latest = useRef(options);
  const [{ reason, state }, set] = useState<{ state: EmbedState; reason: Reason | undefined }>(NOTHING_YET);
  const { embed, gateway, renewal, signIn, theme, viewer } = options;
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    if (node === null) return undefined;
    let isMounted = true;
    const created = createSigmaEmbed(node, {
      ...latest.current,
      onEvent(event) {
        if (isMounted && event.type === 'state') set({ state: event.state, reason: event.reason });
        latest.current.onEvent?.(event);
      },
    });
    handle.current = created;
    return () => {
      isMounted = false;
      created.dispose();
      handle.current = undefined;
      set(NOTHING_YET);
    };
  }, [node, embed, gateway, renewal, signIn, theme, viewer]);
  return { ref, state, reason, handle };
}

/** A ref that tells of each element that it gets, from React or as its `current`. */
function refTo(changed: (node: HTMLDivElement | null) => void): UsedSigmaEmbed['ref'] {
  let node: HTMLDivElement | null = null;
  const set = (next: HTMLDivElement | null): void => {
    node = next;
    changed(next);
  };
  return Object.defineProperty(set, 'current', { get: () => node, set }) as UsedSigmaEmbed['ref'];
}

/** What a component may put in place of the embed's own parts. */
export type Part = ReactNode | ((embed: UsedSigmaEmbed) => ReactNode);

export interface SigmaEmbedProps extends SigmaEmbedOptions {
  /** Of the element that the workbook is shown in. */
  readonly className?: string;
  /** Of the same element. */
  readonly style?: CSSProperties;
  /** In place of "Loading the workbook…". */
  readonly loadingPart?: Part;
  /** In place of the sentence and the button of a viewer who is signed out. */
  readonly signInPart?: Part;
  /** In place of the sentence and the button of a failure. */
  readonly errorPart?: Part;
}

/** A workbook. Its size is that of its `className` or `style`. */
export function SigmaEmbed({
  className,
  errorPart,
  loadingPart,
  signInPart,
  style,
  ...options
}: SigmaEmbedProps): ReactNode {
  const used = useSigmaEmbed(options);
  // Until there is an embed to choose one, all of them would be seen at once.
  const part = (slot: string, content: Part | undefined): ReactNode =>
    content !== undefined &&
    content !== null &&
    content !== false &&
    (slot === 'loading' || used.ref.current !== null) &&
    createElement('div', { key: slot, slot }, typeof content === 'function' ? content(used) : content);
  return createElement(
    'div',
    { ref: used.ref, className, style },
    part('loading', loadingPart),
    part('sign-in', signInPart),
    part('error', errorPart),
  );
}
