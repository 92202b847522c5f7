import { describe, expect, it } from 'vitest';
import { memoryCache } from '../../src/cache/memory-cache.ts';
import { testTokenCache } from '../../src/testing/index.ts';
import type { TokenCache } from '../../src/cache/token-cache.ts';
import { runScript, type ScriptRun } from '../run-script.ts';
import { brokenEntries } from './broken-entries.ts';
import { brokenLocks } from './broken-locks.ts';

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

  it.concurrent.each([...brokenEntries, ...brokenLocks])('finds a cache that $fault', async ({ clause, open }) => {
    const failed = await failures(open);
    expect([...failed.keys()]).toContain(clause);
    expect(failed.get(clause)).toMatch(/^Error: .+/);
  });

  it.concurrent('says what is missing where there is no test runner', async () => {
    const { stderr, exitCode } = await node(`testTokenCache('mine', () => memoryCache());`);
    expect(stderr).toContain('pass { describe, it }');
    expect(exitCode).toBe(1);
  });

  it.concurrent('runs under node:test as well', async () => {
    const { stdout, exitCode } = await node(
      `import { describe, it } from 'node:test'; testTokenCache('mine', () => memoryCache(), { describe, it });`,
    );
    expect(stdout).toContain('releases nobody');
    expect(exitCode).toBe(0);
  });
});

function node(code: string): Promise<ScriptRun> {
  return runScript(`
    import { memoryCache } from './src/cache/memory-cache.ts';
    import { testTokenCache } from './src/testing/index.ts';
    ${code}
  `);
}
