// A React application with a workbook: the component with parts of its own, and the hook that speaks to the workbook.
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { SigmaEmbed, useSigmaEmbed } from '@sigma-embed/browser/react';

const gateway = 'https://embed.example.com';

/** The component does it all; what it shows of its own can be yours. */
function Trips() {
  return (
    <SigmaEmbed
      gateway={gateway}
      title="Trips by area"
      className="embed"
      loadingPart={<p>Fetching your trips…</p>}
      errorPart={({ handle, reason }) => (
        <p>
          {reason?.message} <button onClick={() => handle.current?.reload()}>Try again</button>
        </p>
      )}
    />
  );
}

/** The hook gives the element its place and lets the application speak to the workbook. */
function LongTrips() {
  const { handle, ref, state } = useSigmaEmbed({ gateway, title: 'Long trips' });
  const isShown = state === 'ready' || state === 'renewing';
  const show = (miles: string) =>
    handle.current?.send({ type: 'workbook:variables:update', variables: { Distance: miles } });
  return (
    <>
      <p>
        <button disabled={!isShown} onClick={() => show('5')}>
          5 miles or more
        </button>{' '}
        <button disabled={!isShown} onClick={() => show('0')}>
          All trips
        </button>
      </p>
      <div className="embed" ref={ref} />
    </>
  );
}

function App() {
  const [tab, setTab] = useState<'trips' | 'long'>('trips');
  return (
    <main>
      <h1>Portal</h1>
      <nav>
        <button aria-pressed={tab === 'trips'} onClick={() => setTab('trips')}>
          Component
        </button>{' '}
        <button aria-pressed={tab === 'long'} onClick={() => setTab('long')}>
          Hook
        </button>
      </nav>
      {tab === 'trips' ? <Trips /> : <LongTrips />}
    </main>
  );
}

const root = document.getElementById('app');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
