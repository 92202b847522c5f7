import { exchangeByHand, type PlainToken } from '../../parts/exchange-by-hand.ts';
import { createLimit } from '../../parts/limit.ts';
import type { TokenSubject } from '../../parts/token-subject.ts';

/** The hand-written limit, sending as core does: by ky, loaded at the first exchange. */
export const subject: TokenSubject<PlainToken> = {
  title: 'hand-written limit, by ky',
  packageName: undefined,
  about: 'as the hand-written limit, but sent by `ky`, which is imported at the first exchange',
  measures: ['cold-callers'],
  create: (issuer) =>
    createLimit(() => exchangeByHand(issuer, async (...request) => (await import('ky')).default(...request))),
};
