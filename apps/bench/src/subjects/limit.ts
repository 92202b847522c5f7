import { exchangeByHand, type PlainToken } from '../by-hand/exchange-by-hand.ts';
import { createLimit } from '../by-hand/limit.ts';
import type { Subject } from '../subject.ts';

export const subject: Subject<PlainToken> = {
  title: 'hand-written limit',
  packageName: undefined,
  adapted: 'nothing: written for the issuer, five minutes ahead, one flight',
  create: (issuer) => createLimit(() => exchangeByHand(issuer)),
};
