import { counted, duration } from './duration.ts';
import type { Outcome } from './state.ts';
import type { Tally } from './tally.ts';

/** What was measured since a button was pressed. */
export interface Measured {
  readonly action: Outcome['action'];
  readonly sinceMs: number;
  /** Whether the numbers are final. */
  readonly done: boolean;
  /** The calls of all adapters together, and of the naive client. */
  readonly ours: Tally;
  readonly naive: Tally;
  /** As the token server counted them. */
  readonly exchanges: number;
  readonly naiveExchanges: number;
  readonly adapters: number;
  /** How many adapters have a token that needs no refresh. */
  readonly fresh: number;
  /** The least that a token of theirs has left, milliseconds. */
  readonly leftMs: number;
  /** Whether the adapters share one token. */
  readonly shared: boolean;
  /** Why the first of our calls failed that did, if it is known. */
  readonly reason: string | undefined;
}

/** How many calls a burst makes of each target; of the four adapters together, 1,000. */
export const burstCalls = 250;
/** How long the last minute is told about: until the naive client has a new token as well. */
export const lastMinuteMs = 63_000;

/** For each button: what happened; why nobody noticed; and of the naive client what is not its price or its failures. */
const told: Readonly<Record<Outcome['action'], readonly [what: string, why: string, naive?: string]>> = {
  start: ['{calls} so far, for {exchanges}', ', because {keeping}', 'made {naiveExchanges} and has had no trouble yet'],
  burst: ['{burst}', ', all answered (slowest {slowest}) for {exchanges}, because {burstPrice}'],
  'last-minute': [
    'The issuer gives out the same token to its end',
    ', yet {all} cost {exchanges}, because each comes only after four fifths of what the last one granted{toWatch}',
  ],
  revoke: [
    'The API refused {living}',
    ', yet {all} were answered, because the refused ones were sent again after {exchanges}',
  ],
  down: [
    'The issuer has answered 503 for {since}',
    ', yet {all} were answered, because the token lives for another {left}; {exchanges} failed behind the callers, at growing intervals',
  ],
  slow: [
    'The issuer takes 3 s to answer',
    ', yet {all} were answered within {slowest}, because refreshing ({exchanges}) happens behind the callers',
    'kept a caller waiting for {naiveSlowest}',
  ],
  hanging: [
    'The issuer takes requests and never answers',
    ', yet {all} were answered within {slowest}, because nobody waits for an exchange ({tries} tried) while the token lives (another {left})',
  ],
  'wrong-credentials': [
    'The issuer refuses the credentials',
    ', yet {all} were answered, because the token lives for another {left}; after a 401 the issuer is left alone for 30 s ({exchanges} tried)',
  ],
  normal: [
    'The issuer is well again, and {fresh} of {adapters} adapters have a fresh token',
    ': {all} were answered and {exchanges} made, because each tries again by itself',
    'was restarted',
  ],
};

/** What happened, and why nobody noticed, in one sentence with the measured numbers. */
export function sentence(measured: Measured): string {
  const { action, ours, naive, reason } = measured;
  const [what, why, ofNaive] = told[action];
  const failures = `failed ${number(naive.failed)} of its {naiveCalls}`;
  // With a token that was refused before, it answers nobody.
  const mute = action !== 'normal' && naive.failed > 0 && naive.slowestMs === 0;
  const price = naive.failed > 0 ? failures : 'made {naiveExchanges} for its {naiveCalls}';
  const since = reason === undefined ? '' : `, since ${reason}`;
  const outcome = ours.failed === 0 ? why : `: ${number(ours.failed)} of {calls} failed${since}`;
  const words = phrases(measured);
  const text = `${what}${outcome}; the naive client ${mute ? failures : (ofNaive ?? price)}.`;
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
}

function phrases(measured: Measured): Readonly<Record<string, string>> {
  const { sinceMs, done, ours, naive, exchanges, naiveExchanges, adapters, fresh, leftMs, shared } = measured;
  const calls = counted(ours.calls, 'call');
  const since = duration(sinceMs);
  return {
    calls,
    since,
    all: ours.calls === 1 ? 'the only call' : `all ${calls}`,
    exchanges: counted(exchanges, 'exchange'),
    tries: number(exchanges),
    slowest: duration(ours.slowestMs),
    left: duration(leftMs),
    fresh: number(fresh),
    adapters: number(adapters),
    keeping: shared
      ? `the ${adapters} adapters share one token`
      : `each of the ${adapters} adapters keeps its token until it is due`,
    living: shared ? 'the living token' : 'living tokens',
    burst: done
      ? `${calls} went through the ${adapters} adapters in ${since}`
      : `A burst is under way, ${calls} so far`,
    burstPrice: exchanges === 0 ? 'a live token is served from memory' : 'callers share one exchange',
    toWatch: done ? '' : ` (${duration(Math.max(0, lastMinuteMs - sinceMs))} to watch)`,
    naiveCalls: counted(naive.calls, 'call'),
    naiveExchanges: counted(naiveExchanges, 'exchange'),
    naiveSlowest: duration(naive.slowestMs),
  };
}

function number(count: number): string {
  return count.toLocaleString('en');
}
