import { exchangeByHand, type PlainToken } from '../by-hand/exchange-by-hand.ts';
import { createLimit } from '../by-hand/limit.ts';
import type { Subject } from '../subject.ts';

/** The hand-written limit, sending as core does: by ky, loaded at the first exchange. */
export const subject: Subject<PlainToken> = {
  title: 'hand-written limit, by ky',
  packageName: undefined,
  adapted: 'as the hand-written limit, but sent by `ky`, which is imported at the first exchange',
  create: (issuer) =>
    createLimit(() => exchangeByHand(issuer, async (...request) => (await import('ky')).default(...request))),
};
