import type { CSSProperties, ReactNode } from 'react';
import type { AdapterState } from '../../src/demo/state.ts';
import { seriesLook } from '../lib/series.ts';
import { timeLeft } from '../lib/time-left.ts';

const captions: Readonly<Record<string, string>> = {
  core: 'a bare Node process',
  'nest-module': 'a Nest application',
  'fastify-plugin': 'a Fastify application',
  next: 'this Next application',
  'naive client': 'renewed 5 min before its end',
};

/** One adapter: its token's state and countdowns, what it served, and what that cost. */
export function AdapterCard({ adapter }: { readonly adapter: AdapterState }): ReactNode {
  const { name, naive, running, state, refreshing, refreshInMs, expiresInMs, grantedMs, served, failed } = adapter;
  const lives = expiresInMs > 0;
  const label = !running ? 'not running' : state === 'none' ? 'no token' : state;
  const left = lives ? Math.min(1, expiresInMs / Math.max(grantedMs, expiresInMs)) : 0;
  return (
    <li className="card" style={seriesLook(name).style} data-adapter={name} data-naive={naive}>
      <header>
        <h3>{name}</h3>
        <p className="caption">{captions[name]}</p>
      </header>
      <div className="standing">
        <p className="state" data-state={running ? state : 'none'}>
          {label}
        </p>
        <div className="life" aria-hidden="true" style={{ '--left': left } as CSSProperties} />
      </div>
      <dl className="figures">
        <div>
          <dt>{refreshing ? 'refreshing' : 'refresh in'}</dt>
          <dd data-figure="refresh">{lives ? timeLeft(refreshInMs) : '–'}</dd>
        </div>
        <div>
          <dt>expires in</dt>
          <dd data-figure="expiry">{lives ? timeLeft(expiresInMs) : '–'}</dd>
        </div>
        <div>
          <dt>calls served</dt>
          <dd data-figure="served">{served.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>failed</dt>
          <dd data-figure="failed" data-bad={failed > 0}>
            {failed.toLocaleString('en')}
          </dd>
        </div>
        <div className="wide">
          <dt>exchanges made</dt>
          <dd data-figure="exchanges">{adapter.exchanges.toLocaleString('en')}</dd>
        </div>
      </dl>
    </li>
  );
}
