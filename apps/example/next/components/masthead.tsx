import type { ReactNode } from 'react';
import type { DemoState } from '../../src/demo/state.ts';

interface MastheadProps extends Pick<DemoState, 'cache' | 'callsPerSecond'> {
  readonly connected: boolean;
}

const places: Readonly<Record<DemoState['cache'], string>> = {
  memory: 'in memory, one token each',
  file: 'file cache, one token for all',
  redis: 'Redis cache, one token for all',
};

/** Who this is, how it is set up, and whether it is live. */
export function Masthead({ cache, callsPerSecond, connected }: MastheadProps): ReactNode {
  return (
    <header className="masthead">
      <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <circle cx="11.5" cy="16" r="5" />
        <path d="M16.5 16H27m-3 0v5m-4-5v3.5" />
      </svg>
      <div className="name">
        <h1>tokenkeep</h1>
        <p className="tagline">One exchange, however many callers.</p>
      </div>
      <dl className="setup">
        <div>
          <dt>Tokens</dt>
          <dd>{places[cache]}</dd>
        </div>
        <div>
          <dt>Traffic</dt>
          <dd>{callsPerSecond} calls a second each</dd>
        </div>
        <div>
          <dt>Page</dt>
          <dd>
            <span className="live" data-live={connected} role="status">
              {connected ? 'live' : 'stopped: npm start'}
            </span>
          </dd>
        </div>
      </dl>
    </header>
  );
}
