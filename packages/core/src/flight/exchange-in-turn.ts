import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';
import { exchangeOrRest, type FlightParts } from './exchange-or-rest.ts';
import type { Order } from './order.ts';
import type { Failure } from './rest.ts';
import type { SharedToken } from './shared-token.ts';
import { takeTurn } from './turn.ts';

/**
 * How often a process that exchanges with a spare lock looks whether the first holder has stored its token.
 *
 * Why: docs/why.md#exchanging-with-a-spare-lock
 */
const lookMs = 500;

/**
 * Takes a turn, exchanges, stores the token or the failure, and releases the lock. Or returns the token of the process
 * that has the turn.
 *
 * @throws TokenError what the exchange failed with, here or in the process that had the turn before
 */
export async function exchangeInTurn(
  order: Order,
  exchange: TokenExchange,
  place: SharedToken,
  parts: FlightParts,
): Promise<AccessToken | undefined> {
  const { rest, clock, onEvent, random } = parts;
  const look = async (): Promise<AccessToken | undefined> => {
    const [token, failure] = await Promise.all([place.find(order), place.failure()]);
    if (token !== undefined) rest.end();
    else if (failure !== undefined && concerns(failure, order)) rest.share(failure, exchange);
    return token;
  };
  const turn = await takeTurn({ place, deadline: order.deadline, look, clock, onEvent, random });
  if (!('giveBack' in turn)) return turn;

  const beside = turn.beside ? { served: false } : undefined;
  let publishing: Promise<void> = Promise.resolve();
  const own = async (): Promise<AccessToken | undefined> => {
    try {
      // As the last resort all time is needed for the exchange. `foundMeanwhile` looks in parallel.
      const found = turn.lastResort ? undefined : await look();
      if (found !== undefined || (order.postponable && place.away)) return found;
      const token = await exchangeOrRest(order, exchange, parts, {
        beside,
        failed: (failure) => (publishing = place.publishFailure(failure)),
      });
      publishing = place.publish(token, order.refused && token.accessToken === order.replacing?.accessToken);
      return token;
    } finally {
      const done = parts.background.add(publishing.then(() => turn.giveBack()));
      // Not waited for near the deadline: a cache that does not answer could cost the token just obtained.
      if (order.deadline.remainingMs > place.publishMs) await done;
    }
  };
  if (beside === undefined) return own();
  const theirs = foundMeanwhile(order, place, beside);
  const ownOrTheirs = own().catch(async (error: unknown) => {
    // The holder may have stored its token since the last look.
    const found = await place.find(order);
    if (found === undefined) throw error;
    rest.end();
    return found;
  });
  return Promise.race([parts.background.add(ownOrTheirs), theirs]).finally(() => {
    beside.served = true;
  });
}

/** Resolves to the token of the process that holds the turn, if it comes. Else it never settles, or rejects at the deadline. */
async function foundMeanwhile(order: Order, place: SharedToken, beside: { served: boolean }): Promise<AccessToken> {
  for (;;) {
    await order.deadline.sleep(lookMs);
    if (beside.served) return new Promise(() => undefined);
    const found = await place.find(order);
    if (found !== undefined) return found;
  }
}

/** A timeout concerns this process only if the other one waited for the issuer at least as long. */
function concerns({ error, timeoutMs }: Failure, { deadline }: Order): boolean {
  return error.code !== 'ERR_TOKEN_TIMEOUT' || timeoutMs >= deadline.timeoutMs;
}
