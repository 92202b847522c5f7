import type { TokenCache } from '../../src/cache/token-cache.ts';
import { createTokenClient } from '../../src/create-token-client.ts';
import type { TokenIssuer } from '../../src/issuer/token-issuer.ts';
import { Secret } from '../../src/token/secret.ts';

/** What one token client over a cache comes to. */
export interface Served {
  readonly accessToken: string;
  /** Whether the token came out of the cache. */
  readonly shared: boolean;
  /** The operations that failed. */
  readonly failed: readonly string[];
  /** Why, as the events told. */
  readonly details: readonly (string | undefined)[];
  /** What came of its waits for somebody else’s lock. */
  readonly waits: readonly string[];
}

/** An issuer without a network, whose tokens are all different. */
export function quickIssuer(secret = 'secret'): TokenIssuer {
  return {
    origin: 'https://api.example.com',
    apiOrigins: [],
    prepare: () => ({
      identity: ['quick', 'https://api.example.com', 'app'],
      secret: new Secret(secret),
      exchange: async () => ({ accessToken: `token-${globalThis.crypto.randomUUID()}`, expiresInMs: 3_600_000 }),
    }),
  };
}

/** Starts a client over the cache, as a process would, and asks it for a token. */
export async function serve(cache: TokenCache, secret?: string): Promise<Served> {
  let shared = false;
  const failed: string[] = [];
  const details: (string | undefined)[] = [];
  const waits: string[] = [];
  await using tokens = createTokenClient({
    issuer: quickIssuer(secret),
    cache,
    onEvent: (event) => {
      if (event.type === 'cache-hit') shared = true;
      if (event.type === 'lock-waited') waits.push(event.outcome);
      if (event.type !== 'cache-failed') return;
      failed.push(event.operation);
      details.push(event.detail);
    },
  });
  const { accessToken } = await tokens.getToken();
  return { accessToken, shared, failed, details, waits };
}
