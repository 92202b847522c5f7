import { createTokenClient, symbl, type TokenClientOptions } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it, onTestFinished, vi } from 'vitest';

// What Next does without the mark is tried in test-apps/data-cache.test.ts.
it.each<[string, (seen: typeof fetch) => Pick<TokenClientOptions, 'fetch'>]>([
  ['the global fetch', () => ({})],
  ['a fetch of its own', (seen) => ({ fetch: seen })],
])(
  'an exchange by %s carries the mark that leads past the cache of Next, and a call of the API does not',
  async (_, options) => {
    const server = await createMockServer();
    onTestFinished(() => server.close());
    const marks: unknown[] = [];
    const real = globalThis.fetch;
    const seen: typeof fetch = (input, init) => {
      marks.push(Reflect.get(Object(init), 'next'));
      return real(input, init);
    };
    vi.stubGlobal('fetch', seen);
    onTestFinished(() => void vi.unstubAllGlobals());
    const issuer = symbl({ ...server.apps[0], baseUrl: server.url });
    await using tokens = createTokenClient({ issuer, ...options(seen) });
    await tokens.fetch(`${server.url}/v1/conversations/1`);
    expect(marks).toEqual([{ internal: true }, undefined]);
  },
);
