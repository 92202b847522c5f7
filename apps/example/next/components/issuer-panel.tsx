import type { ReactNode } from 'react';
import { naiveName } from '../../src/applications.ts';
import type { DemoState } from '../../src/example.ts';
import { appColor } from '../lib/app-color.ts';
import { timeLeft } from '../lib/time-left.ts';
import { Table } from './table.tsx';

type Issuer = Pick<DemoState, 'issuer' | 'samples' | 'at'>;

const shownSeconds = 240;
/** Of the last lines. Wider ones lie below thinner ones, so that lines on top of each other can all be seen. */
const widths = [11, 8, 5.5, 3.5, 1.5, 2.5];

/** The issuer's side: exchanges over time as a chart, and as a table with the tokens it holds at present. */
export function IssuerPanel(state: Issuer): ReactNode {
  return (
    <section className="panel" aria-labelledby="issuer">
      <h2 id="issuer">The issuer’s side: exchanges since the start, and current tokens</h2>
      <ExchangeChart {...state} />
      <Table
        label="Exchanges and tokens of each client"
        titles={['client', 'exchanges', 'in vain', 'current token', 'its age', 'left']}
        rows={state.issuer.map(({ name, exchanges, refused, minted, ageMs, leftMs }) => [
          <b style={{ color: appColor(name) }}>{name}</b>,
          exchanges.toLocaleString('en'),
          refused.toLocaleString('en'),
          ageMs === undefined ? 'none' : `no. ${minted}`,
          timeLeft(ageMs),
          timeLeft(leftMs),
        ])}
      />
    </section>
  );
}

/** The exchanges of each app over the last four minutes. What it says is also in its label, and in the table below. */
function ExchangeChart({ issuer, samples, at }: Issuer): ReactNode {
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
    <div
      className="muted my-4 grid grid-cols-[auto_1fr] grid-rows-[clamp(12rem,22vw,20rem)_auto] gap-x-2 gap-y-1 forced-color-adjust-none"
      role="img"
      aria-label={`Exchanges over the last four minutes. Now: ${summary}.`}
    >
      <ol className="flex flex-col justify-between text-right">
        {[2 * half, half, 0].map((count) => (
          <li key={count}>{count.toLocaleString('en')}</li>
        ))}
      </ol>
      <svg
        className="size-full overflow-visible fill-none *:[vector-effect:non-scaling-stroke]"
        viewBox={`0 0 ${shownSeconds} ${2 * half}`}
        preserveAspectRatio="none"
      >
        <path className="stroke-line" d={`M0 0 H240 M0 ${half} H240 M0 ${2 * half} H240`} />
        {issuer.map(({ name }, index) => (
          <path
            key={name}
            stroke={appColor(name)}
            strokeWidth={widths.at(index - issuer.length)}
            strokeDasharray={name === naiveName ? '7 5' : 'none'}
            d={path(index)}
          />
        ))}
      </svg>
      <ol className="col-start-2 flex justify-between">
        {['4 min ago', '3', '2', '1', 'now'].map((minute) => (
          <li key={minute}>{minute}</li>
        ))}
      </ol>
    </div>
  );
}
