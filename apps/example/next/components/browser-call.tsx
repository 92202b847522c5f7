import { useState, type ReactNode } from 'react';

/** Lets the browser itself call the API, through the token proxy, and shows what came back: no token. */
export function BrowserCall(): ReactNode {
  const [answer, setAnswer] = useState('Nothing asked yet.');
  const ask = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      const response = await fetch('/api/symbl/v1/conversations/from-your-browser', { cache: 'no-store' });
      const body = await response.text();
      setAnswer(`${response.status} in ${Math.round(performance.now() - startedAt)} ms: ${body}`);
    } catch {
      setAnswer('No answer: the example has stopped.');
    }
  };
  return (
    <section className="panel" aria-labelledby="browser-title">
      <h2 id="browser-title">From your browser</h2>
      <p className="muted">
        The page asks its own server, and the proxy there adds the bearer. No token and no secret comes this way; see
        for yourself in the network tab.
      </p>
      <button type="button" data-action="browser-call" onClick={() => void ask()}>
        <b>Call the API</b>
      </button>
      <output className="block h-[4.4em] font-mono text-note wrap-anywhere" aria-label="Answer of the API">
        {answer}
      </output>
    </section>
  );
}
