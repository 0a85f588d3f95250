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
  /** Covers the stage with a face, or uncovers it. */
  show(face: Face | undefined): void;
  /** Whether the keyboard is in here. */
  hasFocus(): boolean;
  /** To the frame or the action that is there now, so that the keyboard is not lost with what was there before. */
  focus(): void;
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
  panel.append(slot);
  root.replaceChildren(stage, panel);

  return {
    stage,
    show(face) {
      panel.part.value = face ? `panel ${face.slot}` : '';
      slot.name = face?.slot ?? '-';
      text.textContent = face?.text ?? '';
      slot.replaceChildren(...(face ? [text] : []), ...(face?.action ? [face.action] : []));
    },
    hasFocus: () => root.activeElement !== null,
    // The last: while one frame takes the place of another, both are there.
    focus: () => [...root.querySelectorAll<HTMLElement>('iframe:not([inert]),[part=action]')].pop()?.focus(),
    remove: () => root.replaceChildren(),
  };
}

function make(tag: 'div' | 'p'): HTMLElement {
  return document.createElement(tag);
}
