import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { plainNames, type Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { toTokenError } from '../errors/to-token-error.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import { createSendExchange } from '../http/exchange.ts';
import type { UnderlyingFetch } from '../http/underlying-fetch.ts';
import type { TokenExchange, TokenIssuer } from '../issuer/token-issuer.ts';
import { AccessToken } from '../token/access-token.ts';
import { roundingMs } from '../token/rounding.ts';
import { checkGrant } from '../token/parse-token-response.ts';
import { firstAnswer } from './first-answer.ts';
import { retryDelayMs } from './retry-delay.ts';

/** The parts that exchanges need. */
export interface ExchangeParts {
  readonly issuer: TokenIssuer;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  readonly random: () => number;
  readonly fetch: UnderlyingFetch | undefined;
}

/** How to exchange. */
export interface ExchangeOrder {
  readonly exchange: TokenExchange;
  readonly deadline: Deadline;
  /** Without retries: the last exchange failed, or another process is exchanging too. */
  readonly once: boolean;
  /** Whether a second attempt may go out if the first has no answer. */
  readonly second: boolean;
}

/**
 * How long to wait after an answer with 0 s left: a sticky issuer that rounds down reports it in its token's last
 * second, and has a new token a second later.
 *
 * Why: docs/why.md#last-second
 */
const lastSecondMs = 1000;

/** Exchanges within the deadline, with retries after a failure that may pass. It keeps no state. */
export async function exchangeWithRetries(order: ExchangeOrder, parts: ExchangeParts): Promise<AccessToken> {
  const { deadline, once } = order;
  const { issuer, clock, onEvent, random } = parts;
  for (let retries = 0; ;) {
    const startedAt = clock.monotonic();
    const { standstills } = deadline;
    try {
      const token = await exchangeOnce(order, parts);
      if (token.expiresAt > clock.now()) return token;
      if (!(deadline.remainingMs > lastSecondMs))
        throw responseError('expired', 'an expired token', endpointOf(issuer));
      // An answer that was read late, since the process stood still, says nothing of the issuer.
      if (deadline.standstills === standstills) await deadline.sleep(lastSecondMs);
    } catch (thrown) {
      if (deadline.signal.aborted && !isTimeout(deadline.signal.reason)) throw deadline.signal.reason;
      const error = toTokenError(thrown, endpointOf(issuer), 'issuer');
      const { code, reason, status, detail } = error;
      const stoodStill = deadline.standstills !== standstills && code === 'ERR_TOKEN_NETWORK';
      if (stoodStill && !deadline.signal.aborted) continue;
      const delayMs = once ? undefined : retryDelayMs(error, retries, random());
      const retryInMs = delayMs !== undefined && delayMs < deadline.remainingMs ? delayMs : undefined;
      const durationMs = clock.monotonic() - startedAt;
      onEvent({ type: 'exchange-failed', origin: issuer.origin, durationMs, code, reason, status, detail, retryInMs });
      if (retryInMs === undefined) throw error;
      retries += 1;
      await deadline.sleep(retryInMs);
    }
  }
}

/** One exchange. If nothing has come in half of the time left, a second one goes out in parallel. */
function exchangeOnce(order: ExchangeOrder, parts: ExchangeParts): Promise<AccessToken> {
  const { deadline, second } = order;
  const attempt = (signal: AbortSignal): Promise<AccessToken> => attemptExchange(order, parts, signal);
  if (!second) return deadline.race(attempt(deadline.signal));
  return firstAnswer(attempt, deadline, deadline.remainingMs / 2, (afterMs) =>
    parts.onEvent({ type: 'second-attempt', origin: parts.issuer.origin, afterMs }),
  );
}

async function attemptExchange(
  { exchange, deadline }: ExchangeOrder,
  { issuer, clock, onEvent, fetch }: ExchangeParts,
  signal: AbortSignal,
): Promise<AccessToken> {
  const endpoint: Endpoint = { ...endpointOf(issuer), hint: exchange.hint };
  const before = { wall: clock.now(), monotonic: clock.monotonic() };
  const send = createSendExchange({
    endpoint,
    endpointOrigins: issuer.endpointOrigins ?? [],
    allowInsecure: issuer.allowInsecure === true,
    clock,
    deadline,
    signal,
    fetch,
  });
  const grant = checkGrant(await exchange.exchange(send), endpoint);
  const now = clock.now();
  const durationMs = clock.monotonic() - before.monotonic;
  const lifetimeMs = grant.expiresInMs - roundingMs(grant.expiresInMs);
  // Counted from before the request, on the clock on which it took longer: one may have been set, the other have stood still.
  const expiresAt = Math.floor(now + lifetimeMs - Math.max(durationMs, now - before.wall));
  onEvent({ type: 'exchanged', origin: issuer.origin, durationMs, lifetimeMs: grant.expiresInMs });
  return new AccessToken({ accessToken: grant.accessToken, expiresAt, lifetimeMs: grant.expiresInMs }, clock);
}

function endpointOf({ origin, optionNames }: TokenIssuer): Endpoint {
  return { origin, names: optionNames ?? plainNames };
}

/** False for a client that was closed or a flight that was given up: those are no failures of the issuer. */
function isTimeout(reason: unknown): boolean {
  return TokenError.isInstance(reason) && reason.code !== 'ERR_TOKEN_CLOSED';
}
