import { meanings } from '../errors/meaning.ts';
import type { TokenError } from '../errors/token-error.ts';

const firstMs = 1000;
const longestMs = 30_000;
/**
 * How long to leave the issuer alone after a failure: 1 s doubling to 30 s, 30 s at once for what only a human can
 * mend, never less than the server asked for. 1 s where no exchange was made at all.
 *
 * @param failures how many in a row, this one included
 */
export function coolDownMs(error: TokenError, failures: number): number {
  const { rest } = meanings[error.code];
  if (rest === 'brief') return firstMs;
  const ownMs = rest === 'lasting' ? longestMs : Math.min(firstMs * 2 ** (failures - 1), longestMs);
  return Math.max(ownMs, error.retryAfterMs ?? 0);
}
