import { exchangeByHand, type PlainToken } from '../../parts/exchange-by-hand.ts';
import { createLimit } from '../../parts/limit.ts';
import type { TokenSubject } from '../../parts/token-subject.ts';

export const subject: TokenSubject<PlainToken> = {
  title: 'hand-written limit',
  packageName: undefined,
  about: 'nothing: written for the issuer, five minutes ahead, one flight',
  create: (issuer) => createLimit(() => exchangeByHand(issuer)),
};
