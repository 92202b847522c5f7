import type { Background } from '../concurrency/background.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';
import type { Credentials } from './credentials.ts';
import { exchangeWithRetries, type ExchangeParts } from './exchange-with-retries.ts';
import type { Order } from './order.ts';
import type { Failure, Rest } from './rest.ts';
import type { SharedTokens } from './shared-tokens.ts';

/** What every flight of a client is made of. */
export interface FlightParts extends ExchangeParts {
  readonly credentials: Credentials;
  readonly rest: Rest;
  /** `undefined` without a cache. */
  readonly shared: SharedTokens | undefined;
  readonly background: Background;
}

/** What is special about one exchange. */
export interface ExchangeManner {
  /** Told of a failure before callers are. */
  readonly failed?: (failure: Failure) => void;
  /** There is another exchange under way elsewhere: no second attempt, and no rest once that one has served. */
  readonly beside?: { served: boolean } | undefined;
}

/** Exchanges; a failure opens a rest, a token ends it. */
export async function exchangeOrRest(
  { deadline, replacing }: Order,
  exchange: TokenExchange,
  parts: FlightParts,
  { failed, beside }: ExchangeManner = {},
): Promise<AccessToken> {
  const { rest, onEvent } = parts;
  // Closed, or out of time, while the cache was asked: nothing is sent, and the issuer is not blamed.
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
