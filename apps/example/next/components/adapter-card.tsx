import type { ReactNode } from 'react';
import type { Application } from '../../src/application.ts';
import { naiveName } from '../../src/applications.ts';
import { appColor } from '../lib/app-color.ts';
import { timeLeft } from '../lib/time-left.ts';

const dots = { fresh: 'before:text-good', 'refresh-due': 'before:text-due', expired: '', none: 'before:text-bad' };
const dashed = 'border-dashed border-app-5 outline-1 outline-dashed outline-app-5';

/** One application: its token's state and countdowns, what it served, and what that cost. */
export function AdapterCard(adapter: Application['state']): ReactNode {
  const { name, caption, running, refreshing, refreshInMs, expiresInMs, grantedMs, failed } = adapter;
  const state = running ? adapter.state : 'none';
  const word = state === 'none' ? 'no token' : state;
  const lives = expiresInMs > 0;
  const color = appColor(name);
  const figures = {
    [refreshing ? 'refreshing' : 'refresh in']: timeLeft(lives ? refreshInMs : undefined),
    'expires in': timeLeft(lives ? expiresInMs : undefined),
    'calls served': adapter.served.toLocaleString('en'),
    failed: <span className={failed > 0 ? 'font-bold text-bad' : ''}>{failed.toLocaleString('en')}</span>,
    'exchanges made': <span style={{ color }}>{adapter.exchanges.toLocaleString('en')}</span>,
  };
  return (
    <li className={`panel ${name === naiveName ? dashed : ''}`}>
      <h3>{name}</h3>
      <p className="muted">{caption}</p>
      <p className={`before:content-['●_'] ${dots[state]}`}>{running ? word : 'not running'}</p>
      <div className="my-2 bg-line" aria-hidden="true">
        <div
          className="h-1.5 origin-left ease-linear forced-color-adjust-none motion-safe:transition-transform motion-safe:duration-500"
          style={{ background: color, transform: `scaleX(${expiresInMs / Math.max(grantedMs, expiresInMs, 1)})` }}
        />
      </div>
      <dl className="grid fit-cols-[max(4.6rem,40%)] gap-2">
        {Object.entries(figures).map(([title, figure]) => (
          <div key={title} className="text-[0.9375rem] font-semibold last:text-[1.875rem]/[1.1]">
            <dt className="muted leading-[1.4]">{title}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
