import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';
import { exchangeOrRest, type FlightParts } from './exchange-or-rest.ts';
import type { Order } from './order.ts';
import type { Failure } from './rest.ts';
import type { SharedToken } from './shared-token.ts';
import { takeTurn } from './turn.ts';

/**
 * How often whoever exchanges beside the holder of the turn looks whether that one has finished after all.
 *
 * Why: docs/why.md#beside-a-holder
 */
const lookMs = 500;

/**
 * Takes a turn and exchanges, publishes what came of it, and gives the turn back; or is served by who holds the turn.
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
      // What is left as the last resort is for the exchange; who holds the turn is looked for beside it.
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
      // Waited for, unless the deadline is so near that a cache which hangs would cost the token just got.
      if (order.deadline.remainingMs > place.publishMs) await done;
    }
  };
  if (beside === undefined) return own();
  const theirs = foundMeanwhile(order, place, beside);
  const ownOrTheirs = own().catch(async (error: unknown) => {
    // Since the last look the holder may have finished.
    const found = await place.find(order);
    if (found === undefined) throw error;
    rest.end();
    return found;
  });
  return Promise.race([parts.background.add(ownOrTheirs), theirs]).finally(() => {
    beside.served = true;
  });
}

/** Resolves to the token of whoever holds the turn, if it comes; else never, or with the deadline's error. */
async function foundMeanwhile(order: Order, place: SharedToken, beside: { served: boolean }): Promise<AccessToken> {
  for (;;) {
    await order.deadline.sleep(lookMs);
    if (beside.served) return new Promise(() => undefined);
    const found = await place.find(order);
    if (found !== undefined) return found;
  }
}

/** Who gave the issuer less time than there is here has not shown that it says nothing. */
function concerns({ error, timeoutMs }: Failure, { deadline }: Order): boolean {
  return error.code !== 'ERR_TOKEN_TIMEOUT' || timeoutMs >= deadline.timeoutMs;
}
