'use client';

import type { ReactNode } from 'react';
import type { DemoState } from '../../src/example.ts';
import { useDemo } from '../lib/use-demo.ts';
import { AdapterCard } from './adapter-card.tsx';
import { BrowserCall } from './browser-call.tsx';
import { Controls } from './controls.tsx';
import { EventLog } from './event-log.tsx';
import { IssuerPanel } from './issuer-panel.tsx';
import { OutcomePanel } from './outcome-panel.tsx';

const places = { memory: 'in memory, one each', file: 'in files, one for all', redis: 'in Redis, one for all' };

/** The whole page. */
export function Dashboard({ initial }: { readonly initial: DemoState }): ReactNode {
  const { state, connected, act } = useDemo(initial);
  const { calls, authorizedMs, plainMs } = state.fetchCost;
  return (
    <>
      <a className="unseen" href="#controls">
        Skip to the buttons
      </a>
      <header className="masthead">
        <div>
          <h1>tokenkeep</h1>
          <p>One exchange, however many callers.</p>
        </div>
        <p>Tokens {places[state.cache]}</p>
        <p data-testid="fetch-cost">
          A call: {authorizedMs.toFixed(2)} ms by tokens.fetch, {plainMs.toFixed(2)} ms by fetch{' '}
          <small>(medians of {calls})</small>
        </p>
        <a href={state.metricsUrl}>Metrics</a>
        <p className="live" data-live={connected} role="status">
          {connected ? 'live' : 'stopped: npm start'}
        </p>
      </header>
      <main>
        <OutcomePanel outcome={state.outcome} />
        <Controls {...state} act={act} />
        <section aria-labelledby="adapters-title">
          <h2 id="adapters-title">Adapters, and who does without</h2>
          <ul className="cards">
            {state.adapters.map((adapter) => (
              <AdapterCard key={adapter.name} {...adapter} />
            ))}
          </ul>
        </section>
        <div className="columns">
          <IssuerPanel {...state} />
          <div className="stack">
            <EventLog events={state.events} />
            <BrowserCall />
          </div>
        </div>
      </main>
    </>
  );
}
