// Knows the tag <sigma-embed>: attributes in, DOM events out. Importing this file defines it, where there is a document.
import { createSigmaEmbed } from './embed.ts';
import { home } from './home.ts';
import type { SigmaEmbed, SigmaEmbedEvent, SigmaEmbedOptions } from './options.ts';

/** A server renders the tag without knowing elements. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * `<sigma-embed embed="sales" gateway="/">`. Attributes are the options `embed`, `gateway`, `title`, `viewer`,
 * `theme`, `renewal` and `sign-in`; the other options are set as the property `options` before the element is in the page. Without
 * `gateway` it is the server that `sigma-embed.js` came from; with the package, this page's.
 *
 * Each event of the embed is dispatched as `sigma-` and its type, with the event as `detail`; it bubbles, out of shadow roots
 * too.
 */
export class SigmaEmbedElement extends Base {
  static readonly observedAttributes = ['embed', 'gateway', 'renewal', 'sign-in', 'theme', 'viewer'];

  /**
   * Options that attributes do not say. Attributes win. Read when the element comes into the page; may be set before the
   * tag is known.
   */
  options: SigmaEmbedOptions = (this as Partial<SigmaEmbedElement>).options ?? {};

  #handle: SigmaEmbed | undefined;

  /** The embed while the element is in a page. */
  get handle(): SigmaEmbed | undefined {
    return this.#handle;
  }

  connectedCallback(): void {
    // What a template leaves empty is as good as absent; but an empty viewer is nobody.
    const text = (name: string): string | undefined => this.getAttribute(name) || undefined;
    const said = {
      embed: text('embed'),
      gateway: text('gateway') ?? this.options.gateway ?? home.href,
      title: text('title'),
      viewer: this.getAttribute('viewer') ?? undefined,
      theme: text('theme'),
      renewal: text('renewal') as SigmaEmbedOptions['renewal'],
      signIn: text('sign-in') as SigmaEmbedOptions['signIn'],
    };
    const attributes = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    this.#handle = createSigmaEmbed(this, {
      ...this.options,
      ...attributes,
      onEvent: (event: SigmaEmbedEvent) => {
        this.options.onEvent?.(event);
        this.dispatchEvent(new CustomEvent(`sigma-${event.type}`, { detail: event, bubbles: true, composed: true }));
      },
    });
  }

  disconnectedCallback(): void {
    this.#handle?.dispose();
    this.#handle = undefined;
  }

  /** Several attributes that change together make one new embed; one that is set to what it was makes none. */
  attributeChangedCallback(_name: string, from: string | null, to: string | null): void {
    const before = this.#handle;
    if (before === undefined || from === to) return;
    queueMicrotask(() => {
      if (this.isConnected && this.#handle === before) this.connectedCallback();
    });
  }
}

if (globalThis.customElements !== undefined && customElements.get('sigma-embed') === undefined) {
  customElements.define('sigma-embed', SigmaEmbedElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'sigma-embed': SigmaEmbedElement;
  }
}
