import type { ReactNode } from 'react';
import type { DemoState } from '../../src/example.ts';
import { seriesStyle } from '../lib/series-style.ts';

const shownSeconds = 240;

/** The exchanges of each app over the last four minutes. What it says is also in its label, and in the table below. */
export function ExchangeChart({ issuer, samples, at }: Pick<DemoState, 'issuer' | 'samples' | 'at'>): ReactNode {
  const half = Math.max(4, ...issuer.map(({ exchanges }) => Math.ceil(exchanges / 2)));
  const summary = issuer.map(({ name, exchanges }) => `${name} ${exchanges}`).join(', ');
  const newest = { at, exchanges: issuer.map(({ exchanges }) => exchanges) };
  // Steps: along to the moment, then up to its count.
  const path = (index: number): string =>
    [...samples, newest].reduce((line, sample) => {
      const x = Math.max(0, shownSeconds - (at - sample.at) / 1000);
      const y = 2 * half - (sample.exchanges[index] ?? 0);
      return line === '' ? `M${x} ${y}` : `${line} H${x} V${y}`;
    }, '');
  return (
    <div className="chart muted" role="img" aria-label={`Exchanges over the last four minutes. Now: ${summary}.`}>
      <ol className="counts">
        {[2 * half, half, 0].map((count) => (
          <li key={count}>{count.toLocaleString('en')}</li>
        ))}
      </ol>
      <svg viewBox={`0 0 ${shownSeconds} ${2 * half}`} preserveAspectRatio="none" aria-hidden="true">
        <path stroke="var(--line)" d={`M0 0 H240 M0 ${half} H240 M0 ${2 * half} H240`} />
        {issuer.map(({ name }, index) => (
          <path
            key={name}
            style={seriesStyle(name)}
            stroke="var(--series)"
            strokeDasharray={name === 'naive client' ? '7 5' : 'none'}
            d={path(index)}
          />
        ))}
      </svg>
      <ol className="minutes">
        {['4 min ago', '3', '2', '1', 'now'].map((minute) => (
          <li key={minute}>{minute}</li>
        ))}
      </ol>
    </div>
  );
}
