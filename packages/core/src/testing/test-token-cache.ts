import type { TokenCache } from '../cache/token-cache.ts';
import { configError } from '../errors/config-error.ts';
import { tokenCacheClauses } from './token-cache-clauses.ts';

/** The two functions of a test runner that the contract needs: vitest's, node:test's, Jest's, Bun's. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, test: () => Promise<void>) => unknown;
}

/**
 * Proves that a {@link TokenCache} keeps its contract: registers one test per clause. It needs real time, about five
 * seconds, and leaves nothing behind but entries that expire.
 *
 * ```ts
 * import { testTokenCache } from '@tokenkeep/core/testing';
 *
 * testTokenCache('my cache', () => myCache());
 * ```
 *
 * @param name shown in the test report
 * @param open gives the cache, at the start of every test; the same or a new one, over the same store or another
 * @param runner whose tests these are; default: the vitest that runs this file, else the global `describe` and `it`
 * @throws TokenError `ERR_TOKEN_CONFIG` when there is no runner
 */
export function testTokenCache(
  name: string,
  open: () => TokenCache | Promise<TokenCache>,
  runner: TestRunner = currentRunner(),
): void {
  runner.describe(`${name} keeps the TokenCache contract`, () => {
    for (const clause of tokenCacheClauses) {
      runner.it(clause.name, async () => clause.check(await open()));
    }
  });
}

function currentRunner(): TestRunner {
  // How vitest offers itself to `import.meta.vitest`. Imported, it would be needed for the fake clock as well.
  const candidates: unknown[] = [Reflect.get(globalThis, '__vitest_index__'), globalThis];
  const runner = candidates.find(isRunner);
  if (runner !== undefined) return runner;
  throw configError(
    'testTokenCache() found no test runner: run it under vitest, or pass { describe, it } as the third argument.',
  );
}

function isRunner(value: unknown): value is TestRunner {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'describe') === 'function' &&
    typeof Reflect.get(value, 'it') === 'function'
  );
}
