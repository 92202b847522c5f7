import { useEffect, useState, type ReactNode } from 'react';
import { naiveName } from '../../src/applications.ts';
import { buttons } from '../../src/demo/buttons.ts';
import type { Outcome } from '../../src/demo/demo.ts';
import { Table } from './table.tsx';

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
  const { title, what, why } = action === undefined ? quiet : buttons[action];
  const told = `${what} ${ours.failed > 0 ? noToken : why}`;
  const said = preparing ? 'First, time passes until everybody has a new token.' : told;
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const numbers = `${ours.failed} of ${ours.calls} calls failed, of the naive client ${naive.failed} of ${naive.calls}.`;
    if (settled) setAnnounced(`${said} ${numbers}`);
    // Once for each button: the numbers of a fault that lasts go on changing.
  }, [id, settled]);
  const row = (name: string, { calls, failed, slowestMs, exchanges }: Outcome['ours']): ReactNode[] => [
    name,
    calls.toLocaleString('en'),
    failed > 0 ? <b className="text-bad">{failed.toLocaleString('en')}</b> : 0,
    slowestMs > 0 ? `${(slowestMs / 1000).toFixed(2)} s` : '–',
    exchanges.toLocaleString('en'),
  ];
  return (
    <section
      className="panel grid fit-cols-[26rem] gap-x-gap bg-tint phone-sticky"
      aria-labelledby="outcome"
      data-settled={settled}
      data-outcome={action}
      data-id={id}
    >
      <div>
        <h2 id="outcome">{title}</h2>
        {/* The longest text fits, so that nothing below it moves; with larger text it may grow. */}
        <p className="min-h-[8.4em] sm:min-h-[5.6em]" data-testid="said">
          {said}
        </p>
      </div>
      <Table
        label="What was counted"
        titles={['', 'calls', 'failed', 'slowest', 'exchanges']}
        rows={[row('tokenkeep', ours), row(naiveName, naive)]}
      />
      <p className="sr-only" role="status">
        {announced}
      </p>
    </section>
  );
}
