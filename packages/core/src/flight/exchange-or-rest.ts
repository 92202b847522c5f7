import type { Background } from '../concurrency/background.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';
import type { Credentials } from './credentials.ts';
import { exchangeWithRetries, type ExchangeParts } from './exchange-with-retries.ts';
import type { Order } from './order.ts';
import type { Failure, Rest } from './rest.ts';
import type { SharedTokens } from './shared-tokens.ts';

/** The parts that all flights of a client share. */
export interface FlightParts extends ExchangeParts {
  readonly credentials: Credentials;
  readonly rest: Rest;
  /** `undefined` without a cache. */
  readonly shared: SharedTokens | undefined;
  readonly background: Background;
}

/** Options of one exchange. */
export interface ExchangeManner {
  /** Called with a failure before it is thrown. */
  readonly failed?: (failure: Failure) => void;
  /** Another process is exchanging too: there is no second attempt, and no rest once `served` is set. */
  readonly beside?: { served: boolean } | undefined;
}

/** Exchanges. A failure starts a rest, a token ends it. */
export async function exchangeOrRest(
  { deadline, replacing }: Order,
  exchange: TokenExchange,
  parts: FlightParts,
  { failed, beside }: ExchangeManner = {},
): Promise<AccessToken> {
  const { rest, onEvent } = parts;
  // The client was closed, or the time was over, while the cache was read: nothing is sent, and there is no rest.
  deadline.signal.throwIfAborted();
  try {
    const once = rest.probing;
    const order = { exchange, deadline, once, second: !once && beside === undefined };
    const token = await exchangeWithRetries(order, parts);
    rest.end();
    const { accessToken, lifetimeMs } = token;
    if (accessToken === replacing?.accessToken) onEvent({ type: 'same-token', lifetimeMs });
    return token;
  } catch (error) {
    if (isFailure(error) && beside?.served !== true) {
      const failure = rest.begin(error, exchange, deadline.timeoutMs);
      failed?.(failure);
    }
    throw error;
  }
}

/** A closed client and a flight that was given up are nobody's failure. */
export function isFailure(error: unknown): error is TokenError {
  return TokenError.isInstance(error) && error.code !== 'ERR_TOKEN_CLOSED';
}
