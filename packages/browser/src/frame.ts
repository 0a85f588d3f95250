// Knows one frame: how it is made, heard, spoken to and missed. Knows no state.
import type { SigmaCommand } from './commands.ts';
import { readMessage, type RawMessage } from './messages.ts';
import { on } from './on.ts';

export interface FrameOptions {
  readonly title: string;
  readonly allow: string;
}

export interface Frame {
  readonly element: HTMLIFrameElement;
  readonly send: (command: SigmaCommand) => void;
  /** Stops listening; the element stays. */
  readonly deafen: () => void;
}

/**
 * Puts a frame into the stage and sends it to the URL. The URL goes to the frame's location and is written nowhere:
 * an attribute would be read by any script, land in resource timings, and be loaded a second time when the page moves
 * the element or the browser restores it. `gone` says that the page's policy keeps the frame out, or that the browser
 * emptied it.
 */
export function openFrame(
  stage: HTMLElement,
  url: string,
  options: FrameOptions & {
    readonly heard: (message: RawMessage) => void;
    readonly gone: (code: 'frame_blocked' | 'expired') => void;
  },
): Frame {
  const { allow, gone, heard, title } = options;
  const { origin } = new URL(url);
  const stopping = new AbortController();
  const { signal } = stopping;
  const element = document.createElement('iframe');
  // A directive without a list of origins means that of `src`. The frame has none, so it would mean this page's.
  Object.assign(element, { title, allow: allow.replace(/(^|;)\s*[\w-]+\s*(?=;|$)|'src'/g, `$& ${origin}`) });
  stage.append(element);

  on(window, 'message', signal, (event) => {
    const message = readMessage(event as MessageEvent, origin, element.contentWindow);
    if (message) heard(message);
  });
  on(document, 'securitypolicyviolation', signal, (event) => {
    const { blockedURI, disposition, effectiveDirective } = event as SecurityPolicyViolationEvent;
    const isKeptOut = disposition === 'enforce' && effectiveDirective === 'frame-src';
    if (isKeptOut && blockedURI.startsWith(origin)) gone('frame_blocked');
  });
  let wasAway = false;
  on(element, 'load', signal, () => {
    // Only a document of ours can be read: the blank one that a frame starts with, and falls back to when it is moved.
    const isAway = !element.contentDocument;
    if (wasAway && !isAway) gone('expired');
    wasAway ||= isAway;
  });
  element.contentWindow?.location.replace(url);

  return {
    element,
    send: (command) => element.contentWindow?.postMessage(command, origin),
    deafen: () => stopping.abort(),
  };
}
