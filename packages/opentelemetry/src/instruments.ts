import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import { clientName } from './attributes.ts';
import type { TokenLives } from './token-lives.ts';

/** Everything that is counted and measured. */
export interface Instruments {
  readonly exchanges: Counter;
  readonly exchangeDuration: Histogram;
  readonly unchanged: Counter;
  readonly staleServes: Counter;
  readonly rests: Counter;
  readonly cacheHits: Counter;
  readonly cacheFailures: Counter;
  readonly turnWait: Histogram;
  readonly refusals: Counter;
  readonly resends: Counter;
}

/** Seconds: what the semantic conventions advise for HTTP, which an exchange is; it and a wait end within 10 s by default. */
const explicitBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Names and units as the semantic conventions ask: UCUM units, `{…}` for what is counted, durations in seconds. */
export function createInstruments(meter: Meter, lives: TokenLives): Instruments {
  const counter = (name: string, unit: string, description: string): Counter =>
    meter.createCounter(name, { unit: `{${unit}}`, description });
  const seconds = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });
  observe(meter, 'tokenkeep.token.time_to_expiry', 'How long the token held lives on; 0 once it is dead.', () =>
    lives.secondsToExpiry(),
  );
  observe(meter, 'tokenkeep.token.time_since_success', 'Time since a token was last obtained.', () =>
    lives.secondsSinceSuccess(),
  );
  return {
    exchanges: counter('tokenkeep.exchanges', 'exchange', 'Exchanges, with error.type those that failed.'),
    exchangeDuration: seconds('tokenkeep.exchange.duration', 'How long an exchange took.'),
    unchanged: counter('tokenkeep.refreshes.unchanged', 'refresh', 'Refreshes that brought the token held already.'),
    staleServes: counter(
      'tokenkeep.stale_serves',
      'refresh',
      'Refreshes that failed while the token held went on serving.',
    ),
    rests: counter('tokenkeep.rests', 'rest', 'Rests that a failure began, here or, shared, in another process.'),
    cacheHits: counter('tokenkeep.cache.hits', 'hit', 'Tokens that came out of the cache instead of an exchange.'),
    cacheFailures: counter('tokenkeep.cache.failures', 'failure', 'Operations of the cache that failed or hung.'),
    turnWait: seconds('tokenkeep.turn.wait.duration', 'How long another process was waited for.'),
    refusals: counter('tokenkeep.api.refusals', 'refusal', 'Tokens that the API refused.'),
    resends: counter('tokenkeep.api.resends', 'request', 'Requests sent again after the API refused the token.'),
  };
}

function observe(
  meter: Meter,
  name: string,
  description: string,
  read: () => Iterable<readonly [client: string, seconds: number]>,
): void {
  meter.createObservableGauge(name, { unit: 's', description }).addCallback((result) => {
    for (const [client, seconds] of read()) result.observe(seconds, { [clientName]: client });
  });
}
