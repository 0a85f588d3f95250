// A page that embeds a workbook with `@sigmacomputing/react-embed-sdk` as its README shows it, in StrictMode. Keeps what each
// hook hears, and who listens to the window.
import * as sdk from '@sigmacomputing/react-embed-sdk';
import { StrictMode, useState, type RefObject } from 'react';
import { createRoot } from 'react-dom/client';

type Frame = RefObject<HTMLIFrameElement>;
type Hook = (frame: Frame, then: (message: unknown) => void) => void;

/** By the name of the hook. */
const heard: Record<string, unknown[]> = {};
/** The frame of the embed that is shown. */
let shown: Frame | undefined;

const HOOKS: Readonly<Record<string, Hook>> = {
  useWorkbookLoaded: sdk.useWorkbookLoaded,
  useWorkbookError: sdk.useWorkbookError,
  useWorkbookDataLoaded: sdk.useWorkbookDataLoaded,
  useVariableChange: sdk.useVariableChange,
  useTableCellSelect: sdk.useTableCellSelect,
  useWorkbookPublished: sdk.useWorkbookPublished,
  useWorkbookFullScreen: sdk.useWorkbookFullScreen,
  useWorkbookPageHeight: sdk.useWorkbookPageHeight,
  useWorkbookSelectedNode: sdk.useWorkbookSelectedNode,
  useWorkbookPivotTableCellSelect: sdk.useWorkbookPivotTableCellSelect,
  useWorkbookChartValueSelect: sdk.useWorkbookChartValueSelect,
  useWorkbookCurrentVariables: sdk.useWorkbookCurrentVariables,
  useWorkbookBookmarkOnCreate: sdk.useWorkbookBookmarkOnCreate,
  useWorkbookBookmarkOnChange: sdk.useWorkbookBookmarkOnChange,
  useWorkbookBookmarkOnUpdate: sdk.useWorkbookBookmarkOnUpdate,
  useWorkbookBookmarkOnDelete: sdk.useWorkbookBookmarkOnDelete,
  useWorkbookChartError: sdk.useWorkbookChartError,
  useWorkbookExploreKeyOnChange: sdk.useWorkbookExploreKeyOnChange,
  useUrlOnChange: sdk.useUrlOnChange,
  useWorkbookIdOnChange: sdk.useWorkbookIdOnChange,
  useActionOutbound: sdk.useActionOutbound,
};
const keepers = Object.entries(HOOKS).map(
  ([name, useHook]) => [useHook, (message: unknown) => void (heard[name] ??= []).push(message)] as const,
);

function Listeners({ frame }: { readonly frame: Frame }) {
  for (const [useHook, keep] of keepers) useHook(frame, keep);
  return null;
}

function Embed({ src }: { readonly src: string }) {
  const { error, iframeRef, loading, variables } = sdk.useSigmaIframe();
  const { getVariables, setVariables } = sdk.useWorkbookVariables(iframeRef);
  const height = sdk.usePageHeight(iframeRef);
  const [listens, setListens] = useState(true);
  const [got, setGot] = useState<unknown>();
  shown = iframeRef;
  return (
    <>
      {loading && <p>Loading...</p>}
      {error && <p role="alert">{`${error.code}: ${error.message}`}</p>}
      <p id="variables">{JSON.stringify(variables)}</p>
      <p id="got">{JSON.stringify(got)}</p>
      <button onClick={() => setVariables({ Distance: '5' })}>Five miles</button>
      <button onClick={() => void getVariables().then(setGot)}>Get variables</button>
      <button onClick={() => setListens(false)}>Stop listening</button>
      {listens && <Listeners frame={iframeRef} />}
      <iframe ref={iframeRef} src={src} title="Workbook" width="1200" style={{ height: height ?? 900 }} />
    </>
  );
}

const listening = new Set<unknown>();
const { addEventListener, removeEventListener } = window;
window.addEventListener = (...given: Parameters<typeof addEventListener>) => {
  if (given[0] === 'message') listening.add(given[1]);
  addEventListener.apply(window, given);
};
window.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
  listening.delete(given[1]);
  removeEventListener.apply(window, given);
};

const exported = Object.entries(sdk) as unknown as readonly (readonly [string, (...values: unknown[]) => void])[];
const root = createRoot(document.body.appendChild(document.createElement('main')));

Object.assign(window, {
  heard,
  listening,
  open(url: string) {
    root.render(
      <StrictMode>
        <Embed key={url} src={url} />
      </StrictMode>,
    );
  },
  close: () => root.unmount(),
  /** Calls a mutation of the SDK by its name. */
  tell(name: string, values: readonly unknown[]) {
    exported.find(([known]) => known === name)?.[1](shown, ...values);
  },
});
