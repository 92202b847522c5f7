import { describe, expect, it } from 'vitest';
import { measureApiCalls } from '../src/api/measure-api-calls.ts';
import { callerNames, loadCaller } from '../src/api/caller.ts';
import { IssuerControl } from '../src/issuer/issuer-control.ts';
import { startIssuer } from '../src/issuer/start-issuer.ts';
import { verdicts } from '../src/report/verdicts.ts';

describe('every caller of an API', () => {
  it.each(callerNames)(
    '%s sends its token, by at most one exchange for two calls',
    { timeout: 60_000 },
    async (name) => {
      await using issuer = await startIssuer({});
      const control = new IssuerControl(issuer.address);
      const { create } = await loadCaller(name);
      const target = { issuer: issuer.address, apiOrigin: issuer.address.url, token: 'none', fetch: globalThis.fetch };
      const call = create(target);
      const url = `${issuer.address.url}/v1/conversations/1`;
      const made = { url, method: 'GET', headers: { accept: 'application/json' } } as const;
      const statuses = [await call(made).catch(() => 401), await call(made).catch(() => 401)];
      const isPlain = name === 'plain-fetch';
      expect(statuses).toEqual(isPlain ? [401, 401] : [200, 200]);
      expect(await control.exchanges()).toBe(isPlain ? 0 : 1);
    },
  );
});

it(
  'the counts of ours hold: no Request, one request to the API for each call, one exchange',
  { timeout: 60_000 },
  async () => {
    const tables = await measureApiCalls({ repeats: 1, quick: true, onProgress: () => undefined });
    const found = [...tables.values()].flatMap(verdicts);
    expect(found.map(({ title, value, holds }) => ({ title, value, holds }))).toEqual([
      { title: 'Request objects per call', value: 0, holds: true },
      { title: 'requests to the API per call', value: 1, holds: true },
      { title: 'exchanges', value: 1, holds: true },
    ]);
  },
);
