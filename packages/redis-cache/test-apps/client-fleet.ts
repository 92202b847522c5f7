import { setTimeout as sleep } from 'node:timers/promises';
import { createTokenClient, symbl, type Clock, type TokenClient } from '@tokenkeep/core';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { redisCache } from '../src/index.ts';
import type { OpenClient } from '../test/clients.ts';

/** What twenty instances do, each with its own connection to Redis. `await using` ends them. */
export interface ClientFleet extends AsyncDisposable {
  readonly issuer: MockServer;
  /** What came of calls that failed. */
  readonly failures: string[];
  /** What the cache could not do; but what took long, as twenty clients in one process do on a loaded machine. */
  readonly cacheFailures: string[];
  /** One asks for the first token, then all do: they have the same. @returns it */
  start(): Promise<string>;
  /** Everybody asks for a token. @returns the different ones that they got */
  askAll(): Promise<ReadonlySet<string>>;
  /** Time passes until the refresh of a token of 24 h is due for everybody, with more than half of the window left. */
  passUntilRefreshIsDue(): void;
  /** Everybody asks again and again, as in an application, until nobody has the old token any longer. */
  askUntilRefreshed(old: string): Promise<void>;
}

/** @param open connects the client with this number */
export async function clientFleet(
  size: number,
  open: (index: number) => Promise<OpenClient>,
  latencyMs = 300,
): Promise<ClientFleet> {
  const issuer = await createMockServer({ rolloverMs: Infinity, latencyMs });
  const failures: string[] = [];
  const cacheFailures: string[] = [];
  let passedMs = 0;
  const clock: Clock = { now: () => Date.now() + passedMs, monotonic: () => performance.now() + passedMs };
  const members: { readonly tokens: TokenClient; readonly opened: OpenClient }[] = [];
  for (let index = 0; index < size; index += 1) {
    const opened = await open(index);
    const tokens = createTokenClient({
      issuer: symbl({ ...issuer.apps[0], baseUrl: issuer.url }),
      cache: redisCache(opened.client),
      clock,
      onEvent: (event) => {
        if (event.type !== 'cache-failed' || event.reason === 'timeout' || event.detail === 'ETIMEDOUT') return;
        cacheFailures.push(`${event.operation} ${event.detail}`);
      },
    });
    members.push({ tokens, opened });
  }
  const ask = async ({ tokens }: { readonly tokens: TokenClient }): Promise<string> => {
    try {
      return (await tokens.getToken()).accessToken;
    } catch (error) {
      failures.push(String(error));
      return '';
    }
  };
  const askAll = async (): Promise<ReadonlySet<string>> => new Set(await Promise.all(members.map(ask)));
  return {
    issuer,
    failures,
    cacheFailures,
    async start() {
      await Promise.all(members.slice(0, 1).map(ask));
      const [first = '', ...others] = await askAll();
      if (others.length > 0) throw new Error('They do not have the same token.');
      return first;
    },
    askAll,
    passUntilRefreshIsDue() {
      // The window is 5 minutes, up to a quarter less; half of it is 2.5 at most.
      passedMs += 86_400_000 - 3.5 * 60_000;
    },
    async askUntilRefreshed(old) {
      const refreshed = async (member: { readonly tokens: TokenClient }): Promise<void> => {
        const endsAt = performance.now() + 90_000;
        while ((await ask(member)) === old) {
          if (performance.now() > endsAt) throw new Error('It still has the old token after 90 s.');
          await sleep(100);
        }
      };
      await Promise.all(members.map(refreshed));
    },
    async [Symbol.asyncDispose]() {
      for (const { tokens, opened } of members) {
        await tokens.close();
        await opened[Symbol.asyncDispose]();
      }
      await issuer[Symbol.asyncDispose]();
    },
  };
}
