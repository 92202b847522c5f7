import type { ReactNode } from 'react';
import type { IssuerAppState, Sample } from '../../src/demo/state.ts';
import { seriesLook } from '../lib/series.ts';
import { timeLeft } from '../lib/time-left.ts';
import { ExchangeChart } from './exchange-chart.tsx';

interface IssuerPanelProps {
  readonly apps: readonly IssuerAppState[];
  readonly samples: readonly Sample[];
  readonly at: number;
}

/** The issuer's side: exchanges over time as a chart, and as a table with the tokens it holds at present. */
export function IssuerPanel({ apps, samples, at }: IssuerPanelProps): ReactNode {
  return (
    <section className="panel issuer" aria-labelledby="issuer-title">
      <h2 id="issuer-title">The issuer’s side</h2>
      <p className="lede">Exchanges since the start, per client</p>
      <ExchangeChart apps={apps} samples={samples} at={at} />
      <div className="table" tabIndex={0} role="region" aria-labelledby="table-title">
        <table>
          <caption id="table-title" className="unseen">
            Exchanges and current token of each client, as the token server counts them
          </caption>
          <thead>
            <tr>
              <th scope="col">client</th>
              <th scope="col">exchanges</th>
              <th scope="col">in vain</th>
              <th scope="col">current token</th>
              <th scope="col">its age</th>
              <th scope="col">left</th>
            </tr>
          </thead>
          <tbody>
            {apps.map(({ name, exchanges, refused, minted, ageMs, leftMs }) => (
              <tr key={name} style={seriesLook(name).style}>
                <th scope="row">
                  <span className="swatch" data-dashed={seriesLook(name).dash.length > 0} aria-hidden="true" />
                  {name}
                </th>
                <td data-figure="exchanges">{exchanges.toLocaleString('en')}</td>
                <td>{refused.toLocaleString('en')}</td>
                <td>{ageMs === undefined ? 'none' : `no. ${minted}`}</td>
                <td>{ageMs === undefined ? '–' : timeLeft(ageMs)}</td>
                <td>{leftMs === undefined ? '–' : timeLeft(leftMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
