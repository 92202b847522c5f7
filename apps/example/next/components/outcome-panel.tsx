import { useEffect, useState, type ReactNode } from 'react';
import { buttonOf } from '../../src/demo/buttons.ts';
import type { Outcome } from '../../src/demo/demo.ts';

const quiet = {
  title: 'All quiet',
  what: 'Five applications and a naive client call an API. All but the naive one use tokenkeep.',
  why: 'Each token is kept until it is due, so that nobody has made more than one exchange for it.',
};
const noToken =
  'Calls fail while there is no token that the API takes and the issuer gives none. After a failure it is left alone for up to 30 s.';

/** What the last button did, and why nobody noticed. Read out when its numbers have settled, not at each change. */
export function OutcomePanel({ outcome }: { readonly outcome: Outcome }): ReactNode {
  const { id, action, preparing, settled, ours, naive } = outcome;
  const { title, what, why } = action === undefined ? quiet : buttonOf(action);
  const told = `${what} ${ours.failed > 0 ? noToken : why}`;
  const said = preparing ? 'First, time passes until everybody has a new token.' : told;
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const numbers = `${ours.failed} of ${ours.calls} calls failed, of the naive client ${naive.failed} of ${naive.calls}.`;
    if (settled) setAnnounced(`${said} ${numbers}`);
    // Once for each button: the numbers of a fault that lasts go on changing.
  }, [id, settled]);
  return (
    <section className="outcome" aria-labelledby="outcome" data-settled={settled} data-outcome={action} data-id={id}>
      <div>
        <h2 id="outcome">{title}</h2>
        <p data-testid="said">{said}</p>
      </div>
      <div className="table" tabIndex={0} role="region" aria-label="What was counted">
        <table aria-label="What was counted">
          <thead>
            <tr>
              <td />
              {['calls', 'failed', 'slowest', 'exchanges'].map((figure) => (
                <th key={figure}>{figure}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries({ tokenkeep: ours, 'naive client': naive }).map(([name, tally]) => (
              <tr key={name} data-tally={name}>
                <th scope="row">{name}</th>
                <td>{tally.calls.toLocaleString('en')}</td>
                <td data-bad={tally.failed > 0}>{tally.failed.toLocaleString('en')}</td>
                <td>{tally.slowestMs > 0 ? `${(tally.slowestMs / 1000).toFixed(2)} s` : '–'}</td>
                <td>{tally.exchanges.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="unseen" role="status">
        {announced}
      </p>
    </section>
  );
}
