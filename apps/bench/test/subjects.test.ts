import { describe, expect, it } from 'vitest';
import { startApi } from '../src/parts/api-calls.ts';
import { loadSubjects } from '../src/parts/load-subjects.ts';
import { startIssuer } from '../src/parts/start-issuer.ts';

const [tokens, callers] = await Promise.all([loadSubjects('tokens'), loadSubjects('api')]);

describe('every subject', () => {
  it('comes after ours, and what is written by hand before the alphabet', () => {
    const keys = tokens.map(({ key }) => key);
    expect(keys.slice(0, 5)).toEqual(['tokenkeep', 'limit', 'limit-by-ky', 'module-variable', 'auth0']);
  });

  it.each(tokens)('$key gets a token by one exchange and keeps it', { timeout: 60_000 }, async ({ create }) => {
    await using issuer = await startIssuer({});
    const client = await create(issuer.address);
    const token = client.tokenOf(await client.getToken());
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(client.tokenOf(await client.getToken())).toBe(token);
    expect(await issuer.exchanges()).toBe(1);
  });
});

describe('every caller of an API', () => {
  it.each(callers)(
    '$key sends its token, by at most one exchange for two calls',
    { timeout: 60_000 },
    async ({ key, create }) => {
      await using issuer = await startIssuer({});
      await using target = await startApi(issuer.address);
      const before = await issuer.exchanges();
      const call = create({ ...target, token: 'given' });
      const made = { url: `${target.apiOrigin}/json`, method: 'GET', headers: { accept: 'application/json' } } as const;
      expect([await call(made), await call(made)]).toEqual([200, 200]);
      expect((await issuer.exchanges()) - before).toBe(key === 'plain-fetch' ? 0 : 1);
    },
  );
});
