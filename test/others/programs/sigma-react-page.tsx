// A page that embeds a workbook with `@sigmacomputing/react-embed-sdk`, as its README shows it, in StrictMode.
import {
  createWorkbookBookmark,
  getWorkbookVariables,
  updateWorkbookFullscreen,
  usePageHeight,
  useSigmaIframe,
  useVariableChange,
  useWorkbookBookmarkOnCreate,
  useWorkbookCurrentVariables,
  useWorkbookDataLoaded,
  useWorkbookFullScreen,
  useWorkbookVariables,
} from '@sigmacomputing/react-embed-sdk';
import { StrictMode, useCallback, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Embed({ url }: { readonly url: string }) {
  const { error, iframeRef, loading, variables } = useSigmaIframe();
  const { setVariables } = useWorkbookVariables(iframeRef);
  const height = usePageHeight(iframeRef);
  const [told, setTold] = useState<Readonly<Record<string, string>>>({});
  const note = useCallback(
    (name: string, value: unknown) => setTold((before) => ({ ...before, [name]: JSON.stringify(value) })),
    [],
  );
  useWorkbookDataLoaded(
    iframeRef,
    useCallback(() => note('data', true), [note]),
  );
  useVariableChange(
    iframeRef,
    useCallback(({ workbook }) => note('changed', workbook.variables), [note]),
  );
  useWorkbookCurrentVariables(
    iframeRef,
    useCallback((event) => note('current', event.variables), [note]),
  );
  useWorkbookBookmarkOnCreate(
    iframeRef,
    useCallback(({ bookmarkName }) => note('bookmark', bookmarkName), [note]),
  );
  useWorkbookFullScreen(
    iframeRef,
    useCallback(({ fullScreen }) => note('full', fullScreen), [note]),
  );
  return (
    <>
      <output id="loading">{String(loading)}</output>
      <output id="error">{error === null ? '' : `${error.code}: ${error.message}`}</output>
      <output id="variables">{JSON.stringify(variables)}</output>
      <output id="height">{height}</output>
      {Object.entries(told).map(([name, value]) => (
        <output key={name} id={name}>
          {value}
        </output>
      ))}
      <button onClick={() => setVariables({ Distance: '5' })}>Set</button>
      <button onClick={() => getWorkbookVariables(iframeRef)}>Get</button>
      <button
        onClick={() => createWorkbookBookmark(iframeRef, { name: 'By React', isDefault: false, isShared: false })}
      >
        Save
      </button>
      <button onClick={() => updateWorkbookFullscreen(iframeRef, 'trips')}>Fill</button>
      <iframe ref={iframeRef} src={url} title="Workbook" width="1200" height={height ?? 900} />
    </>
  );
}

const place = document.createElement('main');
document.body.append(place);
Object.assign(globalThis, {
  open(url: string) {
    createRoot(place).render(
      <StrictMode>
        <Embed url={url} />
      </StrictMode>,
    );
  },
});
