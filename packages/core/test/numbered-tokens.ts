import { createTokenClient, Secret, type TokenClient, type TokenClientOptions, type TokenEvent } from '../src/index.ts';
import { movedClock, type MovedClock } from './moved-clock.ts';

/** A client whose issuer, in the same process, gives `token-1`, `token-2`, and so on, for an hour each. */
export interface NumberedTokens {
  readonly client: TokenClient;
  readonly clock: MovedClock;
  readonly events: TokenEvent[];
  /** How many tokens there have been. */
  exchanges(): number;
}

/** A token younger than two seconds is tried twice; put ahead by this, it is not. */
export const grownUpMs = 2500;

/** Makes one for these API origins. */
export function numberedTokens(
  apiOrigins: readonly string[],
  options: Partial<TokenClientOptions> = {},
): NumberedTokens {
  const clock = movedClock();
  const events: TokenEvent[] = [];
  let exchanges = 0;
  const client = createTokenClient({
    issuer: {
      origin: 'https://issuer.example.com',
      apiOrigins,
      prepare: () => ({
        identity: ['numbered'],
        secret: new Secret('secret'),
        exchange: async () => ({ accessToken: `token-${(exchanges += 1)}`, expiresInMs: 3_600_000 }),
      }),
    },
    clock,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { client, clock, events, exchanges: () => exchanges };
}
