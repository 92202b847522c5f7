import type { TokenError } from '@tokenkeep/core';
import { refusal } from './refusal.ts';

/** 504 for a timeout, 503 with Retry-After for what passes by waiting, 502 for the rest. */
export function tokenErrorAnswer({ code, retryAfterMs }: TokenError): Response {
  if (code === 'ERR_TOKEN_TIMEOUT') return refusal(504);
  if (code === 'ERR_TOKEN_RATE_LIMITED' || code === 'ERR_TOKEN_CLOSED' || retryAfterMs !== undefined) {
    return refusal(503, { 'retry-after': String(Math.ceil((retryAfterMs ?? 1000) / 1000)) });
  }
  return refusal(502);
}
