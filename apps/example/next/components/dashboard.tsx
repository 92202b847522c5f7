'use client';

import { useEffect, useState, type ReactNode } from 'react';
import type { Action } from '../../src/demo/buttons.ts';
import type { DemoState } from '../../src/example.ts';
import { AdapterCard } from './adapter-card.tsx';
import { BrowserCall } from './browser-call.tsx';
import { Controls } from './controls.tsx';
import { EventLog } from './event-log.tsx';
import { IssuerPanel } from './issuer-panel.tsx';
import { OutcomePanel } from './outcome-panel.tsx';

const places = { memory: 'in memory, one each', file: 'in files, one for all', redis: 'in Redis, one for all' };

/** The whole page. It follows the example, twice a second. */
export function Dashboard({ initial }: { readonly initial: DemoState }): ReactNode {
  const [state, setState] = useState(initial);
  const [connected, setConnected] = useState(true);
  const ask = async (init?: RequestInit): Promise<void> => {
    try {
      const next: DemoState = await (await fetch('/demo', { cache: 'no-store', ...init })).json();
      // Answers may overtake each other.
      setState((shown) => (next.at > shown.at ? next : shown));
      setConnected(true);
    } catch {
      setConnected(false);
    }
  };
  useEffect(() => {
    const timer = setInterval(() => void ask(), 500);
    return () => clearInterval(timer);
  }, []);
  const act = (action: Action): Promise<void> => ask({ method: 'POST', body: JSON.stringify({ action }) });
  const { calls, authorizedMs, plainMs } = state.fetchCost;
  return (
    <>
      <a className="underline not-focus:sr-only" href="#controls">
        Skip to the buttons
      </a>
      <header className="mb-gap flex flex-wrap items-center justify-between gap-x-7 gap-y-1.5 text-sm">
        <div>
          <h1 className="text-[1.5rem] font-bold">tokenkeep</h1>
          <p>One exchange, however many callers.</p>
        </div>
        <p>Tokens {places[state.cache]}</p>
        <p data-testid="fetch-cost">
          A call: {authorizedMs.toFixed(2)} ms by tokens.fetch, {plainMs.toFixed(2)} ms by fetch{' '}
          <small className="muted">(medians of {calls})</small>
        </p>
        <a className="underline" href={state.metricsUrl}>
          Metrics
        </a>
        <p className={`before:content-['●_'] ${connected ? 'before:text-good' : 'before:text-bad'}`} role="status">
          {connected ? 'live' : 'stopped: npm start'}
        </p>
      </header>
      <main className="grid grid-cols-1 gap-gap">
        <OutcomePanel outcome={state.outcome} />
        <Controls {...state} act={act} />
        <section aria-labelledby="adapters-title">
          <h2 id="adapters-title">Adapters, and who does without</h2>
          <ul className="grid grid-cols-1 gap-gap sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-6">
            {state.adapters.map((adapter) => (
              <AdapterCard key={adapter.name} {...adapter} />
            ))}
          </ul>
        </section>
        <div className="grid grid-cols-1 gap-gap lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <IssuerPanel {...state} />
          <div className="grid grid-cols-1 grid-rows-[1fr_auto] gap-gap">
            <EventLog events={state.events} />
            <BrowserCall />
          </div>
        </div>
      </main>
    </>
  );
}
