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
}

/** How many calls a burst makes of each target. */
export const burstCalls = 1000;
/** How long the last minute is told about: until the naive client has a new token as well. */
export const lastMinuteMs = 63_000;

/** What happened, and why nobody noticed, in one sentence with the measured numbers. */
export function sentence(measured: Measured): string {
  const { what, why } = words[measured.action](measured);
  const naive = `the naive client ${naiveWords[measured.action](measured)}`;
  const { failed, calls } = measured.ours;
  if (failed > 0) {
    const ranOut = measured.leftMs > 0 ? '' : ', since their token has run out';
    return `${what}: ${failed.toLocaleString('en')} of ${counted(calls, 'call')} failed${ranOut}; ${naive}.`;
  }
  return `${what}, ${why}; ${naive}.`;
}

type Words = (measured: Measured) => { readonly what: string; readonly why: string };

const words: Readonly<Record<Outcome['action'], Words>> = {
  start: ({ ours, exchanges, adapters, shared }) => ({
    what: `${counted(ours.calls, 'call')} so far at the price of ${counted(exchanges, 'exchange')}`,
    why: shared
      ? `because all ${adapters} adapters share one token through the cache`
      : `because each of the ${adapters} adapters keeps its token until it is due (slowest call ${duration(ours.slowestMs)})`,
  }),
  burst: ({ ours, exchanges, sinceMs, done, adapters }) => ({
    what: done
      ? `The ${adapters} adapters answered ${allOf(ours)} in ${duration(sinceMs)}`
      : `A burst of ${burstCalls.toLocaleString('en')} calls per adapter is under way: ${allOf(ours)} answered`,
    why: `the slowest in ${duration(ours.slowestMs)}, with ${counted(exchanges, 'exchange')}, because ${
      exchanges === 0 ? 'every call found a live token in memory' : 'callers share one exchange'
    }`,
  }),
  'last-minute': ({ ours, exchanges, sinceMs, done }) => ({
    what: `The issuer ${done ? 'gave' : 'gives'} out the same token to its end, yet ${allOf(ours)} were answered`,
    why: `with ${counted(exchanges, 'exchange')}, because each asks again only after four fifths of what it was granted${
      done ? '' : ` (${duration(Math.max(0, lastMinuteMs - sinceMs))} to watch)`
    }`,
  }),
  revoke: ({ ours, exchanges, shared }) => ({
    what: `The API refused ${shared ? 'the living token' : 'living tokens'}, yet ${allOf(ours)} were answered`,
    why: `because the refused ones were sent again after ${counted(exchanges, 'exchange')} for them all`,
  }),
  down: ({ ours, exchanges, sinceMs, leftMs }) => ({
    what: `The issuer has answered 503 for ${duration(sinceMs)}, yet ${allOf(ours)} were answered`,
    why: `because the token still lives for ${duration(leftMs)} and ${counted(exchanges, 'exchange')} failed behind the callers, at growing intervals`,
  }),
  slow: ({ ours, exchanges }) => ({
    what: `The issuer takes 3 s to answer, yet ${allOf(ours)} were answered, the slowest in ${duration(ours.slowestMs)}`,
    why: `because tokens are refreshed behind the callers (${counted(exchanges, 'exchange')})`,
  }),
  hanging: ({ ours, exchanges, leftMs }) => ({
    what: `The issuer takes requests and never answers, yet ${allOf(ours)} were answered, the slowest in ${duration(ours.slowestMs)}`,
    why: `because nobody waits for a refresh while the token lives (another ${duration(leftMs)}; ${counted(exchanges, 'exchange')} tried)`,
  }),
  'wrong-credentials': ({ ours, exchanges, leftMs }) => ({
    what: `The issuer refuses the credentials, yet ${allOf(ours)} were answered`,
    why: `because the token still lives for ${duration(leftMs)} and after a 401 the issuer is left alone for 30 s (${counted(exchanges, 'exchange')} tried)`,
  }),
  normal: ({ ours, exchanges, adapters, fresh }) => ({
    what: `The issuer is well again and ${fresh} of ${adapters} adapters have a fresh token`,
    why: `with ${allOf(ours)} answered and ${counted(exchanges, 'exchange')} made, because each tries again by itself when its pause ends`,
  }),
};

const naiveWords: Readonly<Record<Outcome['action'], (measured: Measured) => string>> = {
  start: ({ naiveExchanges }) => `made ${naiveExchanges.toLocaleString('en')}, too, and has had no trouble yet`,
  burst: made,
  'last-minute': made,
  revoke: failedOf,
  down: failedOf,
  slow: ({ naive }) => `kept callers waiting for up to ${duration(naive.slowestMs)}`,
  hanging: failedOf,
  'wrong-credentials': failedOf,
  normal: () => 'had to be restarted',
};

function made({ naive, naiveExchanges }: Measured): string {
  return `made ${counted(naiveExchanges, 'exchange')} for its ${counted(naive.calls, 'call')}`;
}

function failedOf({ naive }: Measured): string {
  return `failed ${naive.failed.toLocaleString('en')} of its ${counted(naive.calls, 'call')}`;
}

function allOf({ calls }: Tally): string {
  return calls === 1 ? 'the only call' : `all ${calls.toLocaleString('en')} calls`;
}
