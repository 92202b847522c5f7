import type { TokenCache } from '../cache/token-cache.ts';
import { configError } from '../errors/config-error.ts';
import { tokenCacheClauses } from './token-cache-clauses.ts';

/** The two functions that are needed of a test runner: those of vitest, node:test, Jest or Bun. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, test: () => Promise<void>) => unknown;
}

/**
 * Tests that a {@link TokenCache} does what its interface says: registers one test per requirement. They take about five
 * seconds of real time and leave only entries that expire.
 *
 * ```ts
 * import { testTokenCache } from '@tokenkeep/core/testing';
 *
 * testTokenCache('my cache', () => myCache());
 * ```
 *
 * @param name shown in the test report
 * @param open returns the cache; called at the start of every test. It may return the same one or a new one
 * @param runner the test runner; default: the vitest that runs this file, else the global `describe` and `it`
 * @throws TokenError `ERR_TOKEN_CONFIG` if there is no runner
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
