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

/** What happened, and why nobody noticed, in one sentence with the measured numbers. */
export function sentence(measured: Measured): string {
  const { ours, reason } = measured;
  const { what, why } = words[measured.action](measured);
  const naive = `the naive client ${naiveWords[measured.action](measured)}`;
  if (ours.failed === 0) return `${what}${why}; ${naive}.`;
  const since = reason === undefined ? '' : `, since ${reason}`;
  return `${what}: ${ours.failed.toLocaleString('en')} of ${counted(ours.calls, 'call')} failed${since}; ${naive}.`;
}

/** What happened, and, for the case that no call failed, why. */
type Words = (measured: Measured) => { readonly what: string; readonly why: string };

const words: Readonly<Record<Outcome['action'], Words>> = {
  start: ({ ours, exchanges, adapters, shared }) => ({
    what: `${counted(ours.calls, 'call')} so far, for ${counted(exchanges, 'exchange')}`,
    why: shared
      ? `, because the ${adapters} adapters share one token`
      : `, because each of the ${adapters} adapters keeps its token until it is due`,
  }),
  burst: ({ ours, exchanges, sinceMs, done, adapters }) => ({
    what: done
      ? `${counted(ours.calls, 'call')} went through the ${adapters} adapters in ${duration(sinceMs)}`
      : `A burst is under way, ${counted(ours.calls, 'call')} so far`,
    why: `, all answered (slowest ${duration(ours.slowestMs)}) for ${counted(exchanges, 'exchange')}, because ${
      exchanges === 0 ? 'a live token is served from memory' : 'callers share one exchange'
    }`,
  }),
  'last-minute': ({ ours, exchanges, sinceMs, done }) => ({
    what: `The issuer gives out the same token to its end`,
    why: `, yet ${allOf(ours)} cost ${counted(exchanges, 'exchange')}, because each comes only after four fifths of what the last one granted${
      done ? '' : ` (${duration(Math.max(0, lastMinuteMs - sinceMs))} to watch)`
    }`,
  }),
  revoke: ({ ours, exchanges, shared }) => ({
    what: `The API refused ${shared ? 'the living token' : 'living tokens'}`,
    why: `, yet ${allOf(ours)} were answered, because the refused ones were sent again after ${counted(exchanges, 'exchange')}`,
  }),
  down: ({ ours, exchanges, sinceMs, leftMs }) => ({
    what: `The issuer has answered 503 for ${duration(sinceMs)}`,
    why: `, yet ${allOf(ours)} were answered, because the token lives for another ${duration(leftMs)}; ${counted(exchanges, 'exchange')} failed behind the callers, at growing intervals`,
  }),
  slow: ({ ours, exchanges }) => ({
    what: `The issuer takes 3 s to answer`,
    why: `, yet ${allOf(ours)} were answered within ${duration(ours.slowestMs)}, because refreshing (${counted(exchanges, 'exchange')}) happens behind the callers`,
  }),
  hanging: ({ ours, exchanges, leftMs }) => ({
    what: `The issuer takes requests and never answers`,
    why: `, yet ${allOf(ours)} were answered within ${duration(ours.slowestMs)}, because nobody waits for an exchange (${exchanges} tried) while the token lives (another ${duration(leftMs)})`,
  }),
  'wrong-credentials': ({ ours, exchanges, leftMs }) => ({
    what: `The issuer refuses the credentials`,
    why: `, yet ${allOf(ours)} were answered, because the token lives for another ${duration(leftMs)}; after a 401 the issuer is left alone for 30 s (${counted(exchanges, 'exchange')} tried)`,
  }),
  normal: ({ ours, exchanges, adapters, fresh }) => ({
    what: `The issuer is well again, and ${fresh} of ${adapters} adapters have a fresh token`,
    why: `: ${allOf(ours)} were answered and ${counted(exchanges, 'exchange')} made, because each tries again by itself`,
  }),
};

const naiveWords: Readonly<Record<Outcome['action'], (measured: Measured) => string>> = {
  start: ({ naiveExchanges }) => `made ${counted(naiveExchanges, 'exchange')} and has had no trouble yet`,
  burst: (measured) => (measured.naive.failed > 0 ? failedOf(measured) : made(measured)),
  'last-minute': made,
  revoke: failedOf,
  down: failedOf,
  // With a token that was revoked before, it answers nobody.
  slow: (measured) =>
    measured.naive.failed > 0 && measured.naive.slowestMs === 0
      ? failedOf(measured)
      : `kept a caller waiting for ${duration(measured.naive.slowestMs)}`,
  hanging: failedOf,
  'wrong-credentials': failedOf,
  normal: () => 'was restarted',
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
