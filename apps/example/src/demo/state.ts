import type { CacheKind } from '../cache/cache-place.ts';
import type { ReportedStatus } from '../messages.ts';

/** The buttons of the page, and what they say. */
export const actionTitles = {
  burst: 'Burst of 1,000 calls',
  'last-minute': 'Age the token to its last minute',
  revoke: 'Revoke it at the API',
  down: 'Issuer down',
  slow: 'Issuer slow',
  hanging: 'Issuer hanging',
  'wrong-credentials': 'Wrong credentials',
  normal: 'Back to normal',
} as const;

/** One button. */
export type Action = keyof typeof actionTitles;

/** All of them, in the order of the page. */
export const actions = Object.keys(actionTitles) as readonly Action[];

/** What the page may ask of the process that runs the example. */
export type Question = { readonly type: 'state' } | { readonly type: 'act'; readonly action: Action };

/** Whether a page, or whoever poses as one, asks something that can be answered. */
export function isQuestion(value: unknown): value is Question {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return value.type === 'state' || (value.type === 'act' && 'action' in value && isAction(value.action));
}

/** Whether there is such a button. */
export function isAction(value: unknown): value is Action {
  return actions.some((action) => action === value);
}

/** One adapter, or the naive client, as its own process reports it. */
export interface AdapterState extends ReportedStatus {
  readonly name: string;
  readonly naive: boolean;
  /** Whether its process is there. */
  readonly running: boolean;
  /** What the answer that brought the token granted, milliseconds. */
  readonly grantedMs: number;
  readonly served: number;
  readonly failed: number;
  /** Attempts, the failed ones too. */
  readonly exchanges: number;
}

/** One app id, as the token server sees it. */
export interface IssuerAppState {
  /** Whose it is: an adapter's, or all of theirs. */
  readonly name: string;
  readonly naive: boolean;
  readonly exchanges: number;
  /** Those that brought no token. */
  readonly refused: number;
  /** How many different tokens were granted; the current one's number. */
  readonly minted: number;
  /** Of the current token, milliseconds; `undefined` when there is none. */
  readonly ageMs: number | undefined;
  readonly leftMs: number | undefined;
}

/** The exchanges of each app up to a moment. */
export interface Sample {
  readonly at: number;
  /** In the order of the apps. */
  readonly exchanges: readonly number[];
}

/** One thing that happened, or the same thing several times. */
export interface LogEntry {
  readonly id: number;
  readonly adapter: string;
  readonly text: string;
  /** Epoch milliseconds, of the first time; so is the text. */
  readonly at: number;
  readonly count: number;
  /** Whether something went wrong on the way. */
  readonly trouble: boolean;
}

/** The sentence about the last button. */
export interface Outcome {
  readonly id: number;
  readonly action: Action | 'start';
  readonly sentence: string;
  /** Whether the numbers in it are final, or, for a fault that lasts, old enough to mean something. */
  readonly settled: boolean;
}

/** All that the page shows. Holds no token, no secret and no part of one. */
export interface DemoState {
  readonly at: number;
  readonly cache: CacheKind;
  readonly callsPerSecond: number;
  /** What is wrong with the issuer at present. */
  readonly fault: Action | undefined;
  readonly bursting: boolean;
  readonly outcome: Outcome;
  readonly adapters: readonly AdapterState[];
  readonly issuer: readonly IssuerAppState[];
  readonly samples: readonly Sample[];
  readonly events: readonly LogEntry[];
}
