// Knows the messages that a page may send to Sigma's frame. Types only.
// Source: help.sigmacomputing.com, "Inbound event reference".
import type { Variables } from './messages.ts';

/** What each command carries besides its type. */
export interface InboundEvents {
  /** Control values by control id, in the encoding of URL controls. */
  'workbook:variables:update': { readonly variables: Variables };
  /** Asks for `workbook:variables:current`. */
  'workbook:variables:list': unknown;
  'workbook:bookmark:create': { readonly name: string; readonly isDefault: boolean; readonly isShared: boolean };
  /** Saves the present exploration into the selected bookmark. */
  'workbook:bookmark:update': unknown;
  /** `null` leaves the saved view. */
  'workbook:bookmark:select': { readonly bookmarkId?: string | null };
  'workbook:bookmark:delete': { readonly bookmarkId: string };
  'workbook:selectednodeid:update': {
    readonly selectedNodeId: string | null;
    readonly nodeType: 'element' | 'page';
  };
  /** Toggles: the element that is in full screen leaves it. */
  'workbook:fullscreen:update': { readonly nodeId: string | null };
  'workbook:sharinglink:update': {
    readonly sharingLink: string | null;
    readonly sharingExplorationLink?: string | null;
  };
  'workbook:modal:toggle': { readonly modalType?: 'schedule' | 'export' | 'save-as' };
  'workbook:mode:update': { readonly mode: 'view' | 'explore' | 'edit' };
}

/** A message to Sigma, discriminated by `type`. */
export type SigmaCommand = {
  [Type in keyof InboundEvents]: { readonly type: Type } & InboundEvents[Type];
}[keyof InboundEvents];
