import type { ReactNode } from 'react';
import type { DemoState } from '../../src/example.ts';
import { seriesStyle } from '../lib/series-style.ts';
import { timeLeft } from '../lib/time-left.ts';
import { ExchangeChart } from './exchange-chart.tsx';

const titles = ['client', 'exchanges', 'in vain', 'current token', 'its age', 'left'];

/** The issuer's side: exchanges over time as a chart, and as a table with the tokens it holds at present. */
export function IssuerPanel({ issuer, samples, at }: Pick<DemoState, 'issuer' | 'samples' | 'at'>): ReactNode {
  return (
    <section className="panel" aria-labelledby="issuer">
      <h2 id="issuer">The issuer’s side: exchanges since the start, and current tokens</h2>
      <ExchangeChart issuer={issuer} samples={samples} at={at} />
      <div className="table" tabIndex={0} role="region" aria-label="Exchanges and tokens of each client">
        <table aria-labelledby="issuer">
          <thead>
            <tr>
              {titles.map((title) => (
                <th key={title}>{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {issuer.map(({ name, exchanges, refused, minted, ageMs, leftMs }) => (
              <tr key={name}>
                <th scope="row">
                  <b style={seriesStyle(name)} data-series={name}>
                    {name}
                  </b>
                </th>
                <td>{exchanges.toLocaleString('en')}</td>
                <td>{refused.toLocaleString('en')}</td>
                <td>{ageMs === undefined ? 'none' : `no. ${minted}`}</td>
                <td>{timeLeft(ageMs)}</td>
                <td>{timeLeft(leftMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
