// Knows the one or two frames of an embed, how a new one is brought to the viewer's place, and how it takes over.
import type { SigmaCommand } from './commands.ts';
import { openFrame, type Frame, type FrameOptions } from './frame.ts';
import type { RawMessage } from './messages.ts';
import { commandsBetween, moved, partsLost, placeOfUrl, reached, urlAt, type Place, type PlacePart } from './place.ts';
import { reason, sigmaReason, type Reason } from './reason.ts';

/** Data has come; charts may still be drawn, and nobody waits for it. A quiet time this long counts as done. */
const QUIET_MS = 2000;
/** A workbook without data says nothing more: it counts as done this long after its last news. */
const PATIENCE_MS = 10_000;
/** An element that is selected this shortly before full screen is the one in it: both came of one click. */
const ONE_CLICK_MS = 500;
/** Messages that a person's doing brings forth. */
const BY_VIEWER = /(?<!height):on|^action/;

export interface PanesOptions extends FrameOptions {
  readonly loadTimeoutMs: number;
  /** The newest frame is there and at the viewer's place. */
  readonly loaded: () => void;
  readonly failed: (reason: Reason) => void;
  /** The viewer went on to where the next frame cannot follow. */
  readonly outdated: () => void;
  /** The front frame was lost. */
  readonly lost: () => void;
  /** The front frame says something. */
  readonly heard: (message: RawMessage, isByViewer: boolean) => void;
}

/** A frame on its way to a place. */
interface Pane {
  readonly frame: Frame;
  /** What its URL says; no command changes it. */
  readonly exploration: string | null;
  place: Place;
  /** The viewer's place that commands were last sent for; set when the workbook has loaded. */
  sentFor?: Place;
  isSettled?: boolean;
  /** The element that full screen would be of: a command named it, or it was selected just now. */
  pointed?: string | null;
  /** What it said before it was shown, and the page is told then: the last of each type. */
  readonly early: Map<string, RawMessage>;
  timer?: ReturnType<typeof setTimeout>;
}

export interface Panes {
  /** Where the viewer is, or was. */
  readonly place: () => Place;
  /** Where the first frame is to go. */
  readonly setPlace: (place: Place | undefined) => void;
  /** Opens a URL behind the front frame, if there is one. */
  readonly preload: (url: string) => void;
  /** The next frame becomes the front frame, still under the cover. */
  readonly promote: () => void;
  /** The newest frame is the front frame, uncovered. Says what of the viewer's place is missing. */
  readonly reveal: () => readonly PlacePart[];
  readonly dropNext: () => void;
  readonly drop: () => void;
  /** `false` without a workbook on the screen. */
  readonly send: (command: SigmaCommand) => boolean;
}

export function createPanes(stage: HTMLElement, start: Place, options: PanesOptions): Panes {
  let front: Pane | undefined;
  let next: Pane | undefined;
  let isOpen = false;
  /** Whether a frame was shown before. */
  let isKnown = false;
  /** The viewer's place while no front frame is open. */
  let kept = start;
  const here = (): Place => (isOpen && front ? front.place : kept);

  const hear = (pane: Pane, message: RawMessage): void => {
    const { type } = message;
    const isFront = isOpen && pane === front;
    if (type === 'workbook:error' && !isFront) return options.failed(sigmaReason(message['code']));
    const { element } = pane.place;
    pane.place = moved(pane.place, message, pane.pointed);
    if (type === 'workbook:fullscreen:onchange') pane.pointed = null;
    if (pane.place.element !== element && !pane.pointed) {
      pane.pointed = pane.place.element;
      setTimeout(() => (pane.pointed = null), ONE_CLICK_MS);
    }
    if (isFront) options.heard(message, Boolean(pane.isSettled) && BY_VIEWER.test(type));
    // To the page, a renewed workbook is the one that it knows, and may be of another height.
    else if (!isKnown || type === 'workbook:pageheight:onchange') pane.early.set(type, message);
    if (type === 'workbook:dataloaded') wait(pane, QUIET_MS, settle);
    if (type !== 'workbook:loaded' || pane.sentFor) return;
    catchUp(pane, PATIENCE_MS);
    if (pane === front) options.loaded();
  };

  const say = (pane: Pane, command: SigmaCommand): void => {
    if ('nodeId' in command) pane.pointed = command.nodeId;
    pane.frame.send(command);
  };

  /** Sends what is missing to the viewer's place, and believes that it works until told otherwise. */
  const catchUp = (pane: Pane, ms: number): void => {
    const commands = commandsBetween(pane.place, here());
    for (const command of commands) say(pane, command);
    pane.sentFor = here();
    pane.place = reached(pane.sentFor);
    wait(pane, commands[0] ? PATIENCE_MS : ms, settle);
  };

  const settle = (pane: Pane): void => {
    pane.isSettled = true;
    if (pane !== next) return;
    if (pane.exploration !== here().exploration) options.outdated();
    else if (pane.sentFor === here()) options.loaded();
    else catchUp(pane, QUIET_MS);
  };

  const close = (pane: Pane | undefined): void => {
    clearTimeout(pane?.timer);
    pane?.frame.deafen();
  };

  const dropNext = (): void => {
    close(next);
    next?.frame.element.remove();
    next = undefined;
  };

  const promote = (): void => {
    const old = front;
    kept = here();
    isOpen = false;
    close(old);
    front = next;
    next = undefined;
    // The new frame is painted above the old one before that goes, so that nothing is ever blank.
    const remove = (): void => old?.frame.element.remove();
    if (document.hidden) remove();
    else requestAnimationFrame(() => requestAnimationFrame(remove));
    if (front?.sentFor) options.loaded();
  };

  return {
    place: here,
    setPlace(place) {
      kept = place ?? kept;
    },
    preload(url) {
      const frame = openFrame(stage, urlAt(url, here()), {
        ...options,
        heard: (message) => hear(pane, message),
        gone(code) {
          if (isOpen && pane === front) options.lost();
          else options.failed(reason(code));
        },
      });
      const { exploration } = here();
      const pane: Pane = { frame, exploration, place: placeOfUrl(here()), early: new Map() };
      wait(pane, options.loadTimeoutMs, () => options.failed(reason('load_timeout')));
      next = pane;
      // Out of sight, of the keyboard and of screen readers, but at full size, so that it draws itself as it will be shown.
      frame.element.inert = true;
    },
    promote,
    reveal() {
      if (next) promote();
      isOpen = true;
      isKnown = true;
      if (front) front.frame.element.inert = false;
      for (const message of front?.early.values() ?? []) options.heard(message, false);
      return front ? partsLost(kept, front.place) : [];
    },
    dropNext,
    drop() {
      kept = here();
      isOpen = false;
      dropNext();
      close(front);
      front = undefined;
      stage.replaceChildren();
    },
    send(command) {
      if (isOpen && front) say(front, command);
      return isOpen;
    },
  };
}

/** One timer for each pane: what it waits for last. */
function wait(pane: Pane, ms: number, then: (pane: Pane) => void): void {
  clearTimeout(pane.timer);
  pane.timer = setTimeout(then, ms, pane);
}
