import { describe, expect, it } from 'vitest';
import { FakeClock } from '../src/testing/index.ts';
import { loopbackServer } from './loopback-server.ts';
import { grownUpMs, numberedTokens } from './numbered-tokens.ts';
import { fixedToken, refusing } from './refused-token.ts';

describe('a token younger than two seconds that is refused', () => {
  it('is tried once more after a moment, and kept if the API takes it then', async () => {
    let seen = 0;
    await using api = await loopbackServer((_, response) => {
      response.writeHead((seen += 1) === 1 ? 401 : 200).end();
    });
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const call = tokens.client.fetch(api.origin, { method: 'POST', body: 'hello' });
    await expect.poll(() => seen).toBe(1);
    await clock.advance(499);
    expect(seen).toBe(1);
    await clock.advance(1);
    expect((await call).status).toBe(200);
    expect(api.seen.map(({ headers, body }) => [headers.authorization, body.toString()])).toEqual([
      ['Bearer token-1', 'hello'],
      ['Bearer token-1', 'hello'],
    ]);
    expect([tokens.exchanges(), tokens.events.map(({ type }) => type)]).toEqual([
      1,
      ['flight-started', 'exchanged', 'flight-ended', 'resent'],
    ]);
  });

  it('and refused again is thrown away: the request goes out a third time, with another', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const call = tokens.client.fetch(api.origin);
    await expect.poll(() => api.seen.length).toBe(1);
    await clock.advance(500);
    expect((await call).status).toBe(200);
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it.each([
    ['takes it', 1, 200, [50 + 50, 0]],
    ['refuses it again', 2, 200, [50 + 1, 50]],
  ])('is tried by one call of 50 for all, and the API %s', async (_, generations, status, [first, second]) => {
    let generation = 1;
    await using api = await loopbackServer(({ headers }, response) => {
      response.writeHead(headers.authorization === `Bearer token-${generation}` ? 200 : 401).end();
    });
    // Refuses what it does not know yet, or no longer.
    generation = generations === 1 ? 0 : 2;
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const calls = Array.from({ length: 50 }, (_, index) => tokens.client.fetch(`/${index}`));
    await expect.poll(() => api.seen.length).toBe(50);
    generation = generations;
    let answers: Response[] = [];
    void Promise.all(calls).then((all) => (answers = all));
    await expect.poll(() => clock.advance(500).then(() => answers.length)).toBe(50);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status]));
    const count = (token: string): number => api.seen.filter(({ headers }) => headers.authorization === token).length;
    expect([count('Bearer token-1'), count('Bearer token-2'), tokens.exchanges()]).toEqual([
      first,
      second,
      generations,
    ]);
  });

  it('is tried by the others when the one that was to try it gives up', async () => {
    let lags = true;
    await using api = await loopbackServer((_, response) => response.writeHead(lags ? 401 : 200).end());
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    await tokens.client.getToken();
    const abort = new AbortController();
    const first = tokens.client.fetch('/first', { signal: abort.signal });
    await expect.poll(() => api.seen.length).toBe(1);
    await clock.advance(100);
    const second = tokens.client.fetch('/second');
    await expect.poll(() => api.seen.length).toBe(2);
    await clock.advance(0);
    lags = false;
    abort.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect((await second).status).toBe(200);
    expect(tokens.exchanges()).toBe(1);
  });

  it('is thrown away at once when it is two seconds old', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    await tokens.client.getToken();
    clock.tick(2000);
    expect((await tokens.client.fetch(api.origin)).status).toBe(200);
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is left to the next call where the body cannot be sent twice', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock });
    const init: object = { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' };
    expect((await tokens.client.fetch(api.origin, init)).status).toBe(401);
    expect(tokens.events).toContainEqual({ type: 'not-resent', reason: 'stream' });
    expect((await tokens.client.getToken()).accessToken).toBe('token-1');
  });

  it('is not taken for new because the issuer gives it again', async () => {
    await using api = await loopbackServer((_, response) => response.writeHead(401).end());
    const clock = new FakeClock();
    const tokens = numberedTokens([api.origin], { clock, issuer: fixedToken(api.origin) });
    await tokens.client.getToken();
    clock.tick(grownUpMs);
    for (const calls of [1, 2, 3]) {
      expect((await tokens.client.fetch(api.origin)).status).toBe(401);
      expect(api.seen).toHaveLength(calls);
    }
  });

  it('leaves its caller free to give up meanwhile', async () => {
    await using api = await refusing();
    const clock = new FakeClock();
    const abort = new AbortController();
    const call = numberedTokens([api.origin], { clock }).client.fetch(api.origin, { signal: abort.signal });
    await expect.poll(() => api.seen.length).toBe(1);
    await clock.advance(499);
    abort.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect(api.seen).toHaveLength(1);
  });
});
