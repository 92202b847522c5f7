import { createTokenClient, symbl, type TokenClient, type TokenEvent } from '@tokenkeep/core';
import { FakeClock } from '@tokenkeep/core/testing';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { redisCache } from '../src/index.ts';
import type { ClientKind } from './clients.ts';

/** One process of a user: its own connection to Redis and its own token client. */
export interface Process extends AsyncDisposable {
  readonly tokens: TokenClient;
  /** What its cache could not do, e.g. `get READONLY`. */
  readonly cacheFailures: string[];
  /** How often a token came out of the cache. */
  readonly cacheHits: () => number;
  /** Half a minute later the API refuses its token, and it asks for another. */
  another(): Promise<void>;
  /** Resolves once its connection to Redis answers again. */
  reconnected(): Promise<void>;
}

/** An issuer, and a clock that moves only when told: a breaker opens and closes as the test says. */
export interface World extends AsyncDisposable {
  readonly issuer: MockServer;
  readonly clock: FakeClock;
  /** @param ca whose certificate a server behind `rediss:` has */
  process(url: string, ca?: string): Promise<Process>;
}

/** A world whose processes use one of the two packages. */
export async function world(kind: ClientKind): Promise<World> {
  const issuer = await createMockServer({ rolloverMs: Infinity });
  // Redis expires by the real time of day.
  const clock = new FakeClock(Date.now());
  return {
    issuer,
    clock,
    async process(url, ca) {
      const opened = await kind.open(url, ca);
      const events: TokenEvent[] = [];
      const cacheFailures: string[] = [];
      const tokens = createTokenClient({
        issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
        cache: redisCache(opened.client),
        clock,
        onEvent: (event) => {
          events.push(event);
          if (event.type === 'cache-failed') cacheFailures.push(`${event.operation} ${event.detail}`);
        },
      });
      return {
        tokens,
        cacheFailures,
        cacheHits: () => events.filter(({ type }) => type === 'cache-hit').length,
        async another() {
          // A token that took the place of a refused one is trusted for 30 s.
          await clock.advance(30_000);
          await tokens.invalidate(await tokens.getToken());
          await tokens.getToken();
        },
        async reconnected() {
          await opened.ping();
        },
        async [Symbol.asyncDispose]() {
          await tokens.close();
          await opened[Symbol.asyncDispose]();
        },
      };
    },
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  };
}
