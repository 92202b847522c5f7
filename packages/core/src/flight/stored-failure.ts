import { meanings, type TokenErrorCode } from '../errors/meaning.ts';
import { TokenError, type TokenErrorFacts } from '../errors/token-error.ts';
import type { Failure } from './rest.ts';

/** The longest rest: the largest `Retry-After` that counts. (docs/why.md#shared-rest) */
const longestMs = 60_000;
/** A rest is ignored if the clocks of two machines seem to differ by more than this. (docs/why.md#shared-rest) */
const toleratedMs = 1000;

/**
 * What is sealed for a failure: its message, its facts, how many in a row, until when (epoch milliseconds), how long, and
 * how much time the exchange had.
 */
export function toFailureEntry({ error, count, durationMs, timeoutMs }: Failure, until: number): readonly unknown[] {
  const { message, code, reason, status, detail, origin, retryable, retryAfterMs } = error;
  return [
    message,
    { code, reason, status, detail, origin, retryable, retryAfterMs },
    count,
    until,
    durationMs,
    timeoutMs,
  ];
}

/**
 * @param now epoch milliseconds
 * @returns `undefined` for a rest that is over, and for anything but what {@link toFailureEntry} makes
 */
export function fromFailureEntry(entry: unknown, now: number): Failure | undefined {
  if (!Array.isArray(entry)) return undefined;
  const [message, facts, count, until, wholeMs, timeoutMs]: unknown[] = entry;
  if (typeof until !== 'number' || typeof wholeMs !== 'number' || typeof timeoutMs !== 'number') return undefined;
  // More time left than there was at the beginning: a clock was set back, or two machines differ.
  if (!(until - now <= wholeMs + toleratedMs)) return undefined;
  const durationMs = Math.min(until - now, wholeMs, longestMs);
  if (typeof message !== 'string' || typeof count !== 'number' || !(durationMs > 0) || !areFacts(facts))
    return undefined;
  return { error: new TokenError(message, facts), count, durationMs, timeoutMs };
}

function areFacts(facts: unknown): facts is TokenErrorFacts {
  const { code }: { code?: TokenErrorCode } = Object(facts);
  return code !== undefined && Object.hasOwn(meanings, code);
}
