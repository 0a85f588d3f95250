// Knows the messages that Sigma's frame sends to the page, and lets nothing else through.
// Source: help.sigmacomputing.com, "Outbound event reference", and the types of Sigma's embed SDK 0.7.

/** Control values by control id, in the encoding of URL controls. */
export type Variables = Readonly<Record<string, string>>;

interface Bookmark {
  readonly workbookId: string;
  readonly versionTagName: string | null;
  readonly bookmarkId: string;
  readonly bookmarkName?: string | undefined;
}

/** What each message carries besides its type. */
export interface OutboundEvents {
  /** Metadata is ready; elements are not evaluated yet. */
  'workbook:loaded': { readonly workbook: { readonly variables: Variables } };
  /** Data has finished loading. */
  'workbook:dataloaded': unknown;
  'workbook:error': { readonly code: string; readonly message?: string | undefined };
  'workbook:chart:error': { readonly nodeId: string; readonly code: string; readonly message?: string | undefined };
  /** Changed controls only. */
  'workbook:variables:onchange': { readonly workbook: { readonly variables: Variables } };
  /** The answer to `workbook:variables:list`. */
  'workbook:variables:current': { readonly variables: Variables };
  'workbook:exploreKey:onchange': { readonly exploreKey: string | null };
  'workbook:bookmark:oncreate': Bookmark;
  /** Id and name are null when the bookmark was cleared. */
  'workbook:bookmark:onchange': {
    readonly workbookId: string;
    readonly versionTagName: string | null;
    readonly bookmarkId: string | null;
    readonly bookmarkName?: string | null | undefined;
  };
  'workbook:bookmark:onupdate': Bookmark & {
    readonly isShared?: boolean | undefined;
    readonly isDefault?: boolean | undefined;
  };
  'workbook:bookmark:ondelete': Bookmark;
  'workbook:selectednodeid:onchange': { readonly selectedNodeId: string | null; readonly nodeType: string | null };
  'workbook:fullscreen:onchange': { readonly fullScreen: boolean };
  /** Pixels; only with `:responsive_height`. */
  'workbook:pageheight:onchange': { readonly pageHeight: number };
  'workbook:published': { readonly workbookId: string };
  /** Sigma's documentation spells the id of the copy in two ways, so it is left to the reader. */
  'workbook:saveas': { readonly workbookId: string };
  'workbook:ondelete': { readonly id: string };
  'workbook:id:onchange': { readonly id: string };
  /** Path without query. */
  'url:onchange': { readonly url: string };
  'workbook:table:oncellselect': Selection<'cells'>;
  'workbook:pivottable:oncellselect': Selection<'cells'>;
  'workbook:chart:onvalueselect': Selection<'values'>;
  /** From a "Generate iframe event" action of the workbook. */
  'action:outbound': { readonly name: string; readonly values: Readonly<Record<string, unknown>> };
}

/** Row data crosses here: do not log it. */
type Selection<Items extends string> = { readonly nodeId: string; readonly title: string } & {
  readonly [Name in Items]: readonly unknown[];
};

export type OutboundType = keyof OutboundEvents;

/** A message of Sigma, discriminated by `type`. */
export type SigmaMessage = { [Type in OutboundType]: { readonly type: Type } & OutboundEvents[Type] }[OutboundType];

/** A message as it arrives: its type is one of Sigma's kinds, its members are still anything. */
export type RawMessage = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * The message of an event, when it came from this window at exactly this origin and has a type of Sigma's; else
 * `undefined`. Never throws. Whoever reads a member checks it.
 */
export function readMessage(
  event: Pick<MessageEvent, 'data' | 'origin' | 'source'>,
  origin: string,
  source: MessageEventSource | null,
): RawMessage | undefined {
  // A frame that is gone has no window, and a message without a source would equal it.
  if (!source || event.source !== source || event.origin !== origin) return undefined;
  const data = Object(event.data) as RawMessage;
  const { type } = data;
  return typeof type === 'string' && /^(workbook|document|report|url|action):/.test(type) ? data : undefined;
}
