import type { CSSProperties, ReactNode } from 'react';
import type { Application } from '../../src/application.ts';
import { seriesStyle } from '../lib/series-style.ts';
import { timeLeft } from '../lib/time-left.ts';

/** One application: its token's state and countdowns, what it served, and what that cost. */
export function AdapterCard(adapter: Application['state']): ReactNode {
  const { name, caption, running, refreshing, refreshInMs, expiresInMs, grantedMs, failed } = adapter;
  const lives = expiresInMs > 0;
  const state = running ? adapter.state : 'none';
  const left = lives ? expiresInMs / Math.max(grantedMs, expiresInMs) : 0;
  const figures = {
    [refreshing ? 'refreshing' : 'refresh in']: timeLeft(lives ? refreshInMs : undefined),
    'expires in': timeLeft(lives ? expiresInMs : undefined),
    'calls served': adapter.served.toLocaleString('en'),
    failed: failed.toLocaleString('en'),
    'exchanges made': adapter.exchanges.toLocaleString('en'),
  };
  return (
    <li className="card" style={seriesStyle(name)} data-series={name}>
      <h3>{name}</h3>
      <p className="muted">{caption}</p>
      <p className="state" data-state={state}>
        {!running ? 'not running' : state === 'none' ? 'no token' : state}
      </p>
      <div className="life" aria-hidden="true" style={{ '--left': left } as CSSProperties} />
      <dl>
        {Object.entries(figures).map(([title, figure]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd data-bad={title === 'failed' && failed > 0}>{figure}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
