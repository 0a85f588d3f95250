// What the types of the browser package let through and what they refuse. Checked by the compiler, never run.
import type { RefObject } from 'react';
import {
  createSigmaEmbed,
  type EmbedState,
  type SigmaCommand,
  type SigmaEmbed,
  type SigmaEmbedEvent,
  type SigmaEmbedOptions,
} from '@sigma-embed/browser';
import type { SigmaEmbedElement } from '@sigma-embed/browser/element';
import { SigmaEmbed as Component, useSigmaEmbed, type UsedSigmaEmbed } from '@sigma-embed/browser/react';

type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_Claim extends true>(): void {}

declare const box: HTMLElement;
const embed = createSigmaEmbed(box, {
  embed: 'sales',
  gateway: 'https://embed.example.com/',
  renewal: 'manual',
  texts: { loading: 'Einen Moment…', idle_limit: 'Sie waren lange weg.' },
  onEvent(event) {
    if (event.type === 'shown') holds<Is<typeof event.tookMs, number>>();
    if (event.type === 'message' && event.message.type === 'workbook:pageheight:onchange') {
      holds<Is<typeof event.message.pageHeight, number>>();
    }
    // @ts-expect-error only some events have a reason
    String(event.reason);
  },
});
holds<Is<typeof embed, SigmaEmbed>>();
holds<Is<typeof embed.state, EmbedState>>();
embed.send({ type: 'workbook:variables:update', variables: { area: 'a,b' } });
// @ts-expect-error values of controls are text
embed.send({ type: 'workbook:variables:update', variables: { area: 1 } });
// @ts-expect-error there is no such message
embed.send({ type: 'workbook:exploreKey:apply' });
// @ts-expect-error the state is read only
embed.state = 'ready';
// @ts-expect-error there is no URL to be had
String(embed.url);

holds<Is<Extract<SigmaEmbedEvent, { type: 'state' }>['state'], EmbedState>>();
holds<Is<Extract<SigmaCommand, { type: 'workbook:fullscreen:update' }>['nodeId'], string | null>>();
// @ts-expect-error a mode that is none
const wrongMode: SigmaEmbedOptions = { renewal: 'sometimes' };
// @ts-expect-error milliseconds are a number
const wrongTime: SigmaEmbedOptions = { loadTimeoutMs: '30s' };
export const refused = [wrongMode, wrongTime];

const tag = document.createElement('sigma-embed');
holds<Is<typeof tag, SigmaEmbedElement>>();
tag.handle?.renew();
tag.options = { variables: { area: 'a' } };

export function Page(): unknown {
  const used = useSigmaEmbed({ embed: 'sales' });
  holds<Is<typeof used, UsedSigmaEmbed>>();
  used.handle.current?.reload();
  const { ref }: { readonly ref: RefObject<HTMLDivElement | null> } = used;
  holds<Is<(typeof ref)['current'], HTMLDivElement | null>>();
  used.ref(null);
  return Component({ embed: 'sales', className: 'wide', errorPart: ({ reason }) => reason?.message });
}
// @ts-expect-error the part is content, not an object
export const wrongPart = Component({ loadingPart: { ms: 1 } });
