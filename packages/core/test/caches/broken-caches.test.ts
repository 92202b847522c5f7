import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { memoryCache } from '../../src/cache/memory-cache.ts';
import { testTokenCache } from '../../src/testing/index.ts';
import type { TokenCache } from '../../src/cache/token-cache.ts';
import { brokenCaches } from './broken-caches.ts';

/** Runs the published suite as a test runner would, and tells which of its tests fail, and why. */
async function failures(open: () => TokenCache): Promise<ReadonlyMap<string, string>> {
  const tests: { readonly name: string; readonly test: () => Promise<void> }[] = [];
  testTokenCache('broken', open, {
    describe: (_name, define) => define(),
    it: (name, test) => tests.push({ name, test }),
  });
  expect(tests.length).toBeGreaterThan(15);
  const failed = new Map<string, string>();
  await Promise.all(
    tests.map(({ name, test }) =>
      test().catch((error: unknown) => failed.set(name, String(error).split('\n')[0] ?? '')),
    ),
  );
  return failed;
}

describe('the contract suite', () => {
  it('passes a cache that works', async () => {
    expect(await failures(() => memoryCache())).toEqual(new Map());
  });

  it.concurrent.each(brokenCaches)('finds a cache that $fault', async ({ clause, open }) => {
    const failed = await failures(open);
    expect([...failed.keys()]).toContain(clause);
    expect(failed.get(clause)).toMatch(/^Error: .+/);
  });

  it('says what is missing where there is no test runner', () => {
    const { stderr, status } = node(`testTokenCache('mine', () => memoryCache());`);
    expect(stderr).toContain('pass { describe, it }');
    expect(status).toBe(1);
  });

  it('runs under node:test as well', () => {
    const { stdout, status } = node(
      `import { describe, it } from 'node:test'; testTokenCache('mine', () => memoryCache(), { describe, it });`,
    );
    expect(stdout).toContain('releases nobody');
    expect(status).toBe(0);
  });
});

function node(code: string): SpawnSyncReturns<string> {
  const imports = `
    import { memoryCache } from ${JSON.stringify(import.meta.resolve('../../src/cache/memory-cache.ts'))};
    import { testTokenCache } from ${JSON.stringify(import.meta.resolve('../../src/testing/index.ts'))};
  `;
  return spawnSync(process.execPath, ['--input-type=module', '-e', imports + code], { encoding: 'utf8' });
}
