import { useEffect, useState, type ReactNode } from 'react';
import { actionTitles, type Outcome } from '../../src/demo/state.ts';

/** What the last button did, and why nobody noticed. Read out when its numbers have settled, not at each change. */
export function OutcomePanel({ outcome }: { readonly outcome: Outcome }): ReactNode {
  const { id, action, sentence, settled } = outcome;
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    if (settled) setAnnounced(sentence);
    // Once for each button: the sentence itself goes on changing.
  }, [id, settled]);
  return (
    <section
      className="outcome"
      aria-labelledby="outcome-title"
      data-settled={settled}
      data-outcome={action}
      data-id={id}
    >
      <h2 id="outcome-title">{action === 'start' ? 'All quiet' : actionTitles[action]}</h2>
      <p className="sentence" data-testid="sentence">
        {unbroken(sentence)}
      </p>
      <p className="unseen" role="status">
        {announced}
      </p>
    </section>
  );
}

/** Keeps a duration on one line. */
function unbroken(text: string): string {
  return text.replaceAll(/(?<=\d) (?=(ms|s|min|h)\b)|(?<=\d (min|h)) (?=\d)/g, '\u00A0');
}
