// Knows whether somebody can see an embed, and whether somebody uses it. Knows no state.
import { on } from './on.ts';

export interface Presence {
  /** Whether the page is shown and the embed is on the screen or close to it. */
  isSeen(): boolean;
  /** Whether the viewer did something since this was last set to `false`; true at the start. */
  isActive: boolean;
}

/** `changed` is called when a viewer comes, goes, does something, or comes back to the page. */
export function watchPresence(element: HTMLElement, signal: AbortSignal, changed: () => void): Presence {
  let isOnScreen = false;
  const presence: Presence = { isActive: true, isSeen: () => isOnScreen && !document.hidden };
  const note = (): void => {
    if (presence.isActive) return;
    presence.isActive = true;
    changed();
  };
  const observer = new IntersectionObserver(
    (entries) => {
      isOnScreen = Boolean(entries.at(-1)?.isIntersecting);
      changed();
    },
    { rootMargin: '200px' },
  );
  observer.observe(element);
  signal.addEventListener('abort', () => observer.disconnect());
  // Input anywhere in the page says that a person is there.
  on(document, 'pointerdown keydown wheel', signal, note);
  on(element, 'pointerenter', signal, note);
  // A click into the frame is the frame's own; the page only loses its focus to it.
  on(window, 'blur', signal, () => {
    if ((element.getRootNode() as Document | ShadowRoot).activeElement === element) note();
  });
  on(window, 'focus', signal, changed);
  on(document, 'visibilitychange', signal, () => {
    presence.isActive ||= !document.hidden;
    changed();
  });
  return presence;
}
