import type { ExchangeRecord } from '../exchange-log.ts';

/** One readable line about an exchange. Holds no secret and no token, as the record holds none. */
export function formatExchange({ at, route, status, appId, reused, remainingMs, fault }: ExchangeRecord): string {
  const facts = [new Date(at).toISOString(), `POST ${route}`, status ?? 'no answer'];
  if (appId !== undefined) facts.push(`app ${JSON.stringify(appId)}`);
  if (remainingMs !== undefined)
    facts.push(`${reused ? 'same' : 'new'} token, ${Math.floor(remainingMs / 1000)} s left`);
  if (fault !== undefined) facts.push(`fault ${fault}`);
  return facts.join('  ');
}
