// Knows what covers the frames of an embed: one face at a time, in a slot that the page may fill. Knows no state.
import { STYLE } from './style.ts';

/** What covers the frames. */
export interface Face {
  /** Name of the slot; what the page puts there replaces text and action. */
  readonly slot: 'loading' | 'sign-in' | 'error';
  readonly text: string;
  /** A button or a link. */
  readonly action?: HTMLElement | undefined;
}

export interface View {
  /** Holds the frames. */
  readonly stage: HTMLElement;
  /**
   * Covers the stage with a face, or uncovers it. Where the keyboard was in here, it goes to the frame or the action that
   * is there now, or else to the panel, so that it is not lost with what was there before.
   */
  show(face: Face | undefined, hadFocus?: boolean): void;
  /** Whether the keyboard is in here, or in what the page put in here. */
  hasFocus(): boolean;
  remove(): void;
}

export function createView(host: HTMLElement): View {
  // A shadow root stays with its element for good; open, so that tests and screen reader tools see into it.
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  // Constructed, not written: a page's style-src does not concern it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const [stage, panel, text] = [make('div'), make('div'), make('p')];
  const slot = document.createElement('slot');
  stage.part.value = 'stage';
  text.part.value = 'text';
  panel.ariaLive = 'polite';
  panel.tabIndex = -1;
  panel.append(slot);
  root.replaceChildren(stage, panel);

  const hasFocus = (): boolean => (root.activeElement ?? host.querySelector(':focus')) !== null;

  return {
    stage,
    show(face, hadFocus = hasFocus()) {
      panel.part.value = face ? `panel ${face.slot}` : '';
      slot.name = face?.slot ?? '-';
      text.textContent = face?.text ?? '';
      slot.replaceChildren(...(face ? [text] : []), ...(face?.action ? [face.action] : []));
      if (!hadFocus) return;
      // First, as there may be no action, or one that the page has put its own in place of; and no frame under a cover keeps the keyboard.
      if (face) panel.focus();
      // The last: while one frame takes the place of another, both are there.
      [...root.querySelectorAll<HTMLElement>(face ? '[part=action]' : 'iframe:not([inert])')].pop()?.focus();
    },
    hasFocus,
    remove: () => root.replaceChildren(),
  };
}

function make(tag: 'div' | 'p'): HTMLElement {
  return document.createElement(tag);
}
