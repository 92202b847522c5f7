import type { TokenError } from '@tokenkeep/core';
import { refusal } from './refusal.ts';

/** 500 for a mistake of the program, 504 for a timeout, 503 with Retry-After for what passes by waiting, else 502. */
export function tokenErrorAnswer({ code, status, retryAfterMs }: TokenError): Response {
  if (code === 'ERR_TOKEN_CONFIG') return refusal(500);
  if (code === 'ERR_TOKEN_TIMEOUT') return refusal(504);
  const passing = code === 'ERR_TOKEN_RATE_LIMITED' || code === 'ERR_TOKEN_CLOSED' || status === 503;
  if (!passing && retryAfterMs === undefined) return refusal(502);
  return refusal(503, { 'retry-after': String(Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000))) });
}
