import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';
import { exchangeInTurn } from './exchange-in-turn.ts';
import { exchangeOrRest, isFailure, type FlightParts } from './exchange-or-rest.ts';
import type { Order } from './order.ts';

/**
 * One flight, from top to bottom: read the credentials; look in the cache; in a rest, reject with its error; then take a
 * turn, or be served by who holds it; exchange; publish.
 *
 * @returns `undefined` when the refresh can wait, since the cache is out of reach
 * @throws TokenError what the exchange failed with, here or in another process
 */
export async function obtainToken(order: Order, parts: FlightParts): Promise<AccessToken | undefined> {
  const { rest, shared } = parts;
  rest.refuseBetweenLooks();
  order.started();
  const exchange = await readCredentials(order, parts);
  const place = await shared?.of(exchange);
  const found = await place?.find(order);
  if (found !== undefined) {
    rest.end();
    return found;
  }
  rest.refuse(exchange);
  if (place === undefined) return exchangeOrRest(order, exchange, parts);
  if (order.postponable && place.away) return undefined;
  return exchangeInTurn(order, exchange, place, parts);
}

/** In a rest the newest credentials that are known count, so that nobody waits for them. */
async function readCredentials({ deadline }: Order, { credentials, rest }: FlightParts): Promise<TokenExchange> {
  const known = rest.open ? await credentials.soon(deadline) : undefined;
  if (known !== undefined) return known;
  rest.refuse(undefined);
  try {
    return await credentials.read(deadline);
  } catch (error) {
    if (isFailure(error)) rest.begin(error, undefined, deadline.timeoutMs);
    throw error;
  }
}
