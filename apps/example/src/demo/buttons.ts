import type { Fault } from '@tokenkeep/mock-server';

/** What can be done to the applications. */
export type Action = 'burst' | 'last-minute' | 'revoke' | 'down' | 'slow' | 'hanging' | 'wrong-credentials' | 'normal';

/** What a button says, what it does, and what is said of it. */
export interface Button {
  readonly group: 'Load' | 'Token' | 'Issuer' | 'And then';
  readonly title: string;
  readonly hint: string;
  /** What happened. */
  readonly what: string;
  /** Why nobody noticed; shown while nobody did. */
  readonly why: string;
  /** After how long its numbers mean something, milliseconds; none when it ends by itself. */
  readonly settleMs?: number;
  /** How much the tokens are to have left, milliseconds. */
  readonly leftMs?: number;
  /** What is wrong with the issuer until it is put right. */
  readonly fault?: Fault;
}

/** With so much left every token is due for a refresh, and long from its end. */
const due = { group: 'Issuer', leftMs: 180_000, settleMs: 6000 } as const;

/** The buttons, in the order of the page. */
export const buttons: Readonly<Record<Action, Button>> = {
  burst: {
    group: 'Load',
    title: 'Burst of 1,000 calls',
    hint: 'at once, through the four adapters',
    what: '1,000 calls went through the four adapters at once, and 250 through the naive client.',
    why: 'None of them waited for a token: one that lives is served from memory.',
  },
  'last-minute': {
    group: 'Token',
    title: 'Age the token to its last minute',
    hint: 'the sticky trap: the issuer re-serves it',
    what: 'The issuer gives out the same token until its end, a minute from now.',
    why: 'Each exchange comes only after four fifths of what the last one granted, not at every call.',
    leftMs: 60_000,
    // Until the naive client has a new token as well.
    settleMs: 63_000,
  },
  revoke: {
    group: 'Token',
    title: 'Revoke it at the API',
    hint: 'the API answers 401 to living tokens',
    what: 'The API refused tokens that were alive.',
    why: 'The refused calls were sent again, after one exchange for each token.',
    settleMs: 5000,
  },
  down: {
    ...due,
    title: 'Issuer down',
    hint: '503, while tokens are due',
    what: 'The issuer answers 503 while the tokens are due for a refresh.',
    why: 'They live for minutes yet, and serve. The issuer is asked behind the callers, at growing intervals.',
    fault: { kind: 'status', status: 503 },
  },
  slow: {
    ...due,
    title: 'Issuer slow',
    hint: '3 s for each exchange',
    what: 'The issuer takes 3 s to answer while the tokens are due for a refresh.',
    why: 'They live for minutes yet, and serve. The refresh goes on behind the callers.',
    fault: { kind: 'delay', ms: 3000 },
  },
  hanging: {
    ...due,
    title: 'Issuer hanging',
    hint: 'takes requests, never answers',
    what: 'The issuer takes requests and never answers, while the tokens are due for a refresh.',
    why: 'They live for minutes yet, and serve. Nobody waits for the exchange.',
    fault: { kind: 'hang' },
  },
  'wrong-credentials': {
    ...due,
    title: 'Wrong credentials',
    hint: '401, while tokens are due',
    what: 'The issuer refuses the credentials while the tokens are due for a refresh.',
    why: 'They live for minutes yet, and serve. After a 401 the issuer is left alone for 30 s.',
    fault: { kind: 'status', status: 401 },
  },
  normal: {
    group: 'And then',
    title: 'Back to normal',
    hint: 'nothing is wrong any more',
    what: 'The issuer is well again, and the naive client was restarted.',
    why: 'The others needed nothing: each tries again by itself, 30 s after a failure at the latest.',
    // And until the adapters have a fresh token.
    settleMs: 5000,
  },
};

/** All of them, in the order of the page. */
export const actions = Object.keys(buttons) as readonly Action[];
