'use client';

import type { ReactNode } from 'react';
import type { DemoState } from '../../src/demo/state.ts';
import { useDemo } from '../lib/use-demo.ts';
import { AdapterCard } from './adapter-card.tsx';
import { BrowserCall } from './browser-call.tsx';
import { Controls } from './controls.tsx';
import { EventLog } from './event-log.tsx';
import { IssuerPanel } from './issuer-panel.tsx';
import { Masthead } from './masthead.tsx';
import { OutcomePanel } from './outcome-panel.tsx';

/** The whole page. */
export function Dashboard({ initial }: { readonly initial: DemoState }): ReactNode {
  const { state, connected, act } = useDemo(initial);
  return (
    <>
      <a className="skip" href="#controls">
        Skip to the buttons
      </a>
      <Masthead cache={state.cache} callsPerSecond={state.callsPerSecond} connected={connected} />
      <main>
        <div className="stage">
          <OutcomePanel outcome={state.outcome} />
          <Controls fault={state.fault} bursting={state.bursting} act={act} />
        </div>
        <section aria-labelledby="adapters-title">
          <h2 id="adapters-title">Adapters</h2>
          <ul className="cards">
            {state.adapters.map((adapter) => (
              <AdapterCard key={adapter.name} adapter={adapter} />
            ))}
          </ul>
        </section>
        <div className="columns">
          <IssuerPanel apps={state.issuer} samples={state.samples} at={state.at} />
          <div className="stack">
            <EventLog events={state.events} />
            <BrowserCall />
          </div>
        </div>
      </main>
    </>
  );
}
