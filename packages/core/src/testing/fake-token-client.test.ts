import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TokenError } from '../errors/token-error.ts';
import { tokenHealth } from '../token-health.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeTokenClient } from './fake-token-client.ts';

const url = 'https://api.symbl.ai/v1/conversations/1';
const network = vi.fn<typeof fetch>(() => Promise.reject(new Error('no network in a unit test')));
beforeEach(() => vi.stubGlobal('fetch', network));
afterEach(() => vi.unstubAllGlobals());

describe('fakeTokenClient', () => {
  it('answers with what the test gives, and hands it the request with the bearer', async () => {
    const seen: unknown[] = [];
    const fake = fakeTokenClient({
      accessToken: 'a-fake',
      fetch(request) {
        seen.push(request.method, request.url, request.headers.get('authorization'));
        return new Response('a title');
      },
    });
    expect(await (await fake.fetch(url, { method: 'DELETE' })).text()).toBe('a title');
    expect(seen).toEqual(['DELETE', url, 'Bearer a-fake']);
  });

  it('resolves a relative URL as a client of one API does', async () => {
    const echo = (request: Request) => new Response(request.url);
    const standard = fakeTokenClient({ fetch: echo });
    expect(await (await standard.fetch('/v1/conversations/1')).text()).toBe('https://api.example/v1/conversations/1');
    expect(standard.apiOrigins).toEqual(['https://api.example']);
    const own = fakeTokenClient({ fetch: echo, apiBaseUrl: 'https://api.example/base' });
    expect(await (await own.fetch('/v1')).text()).toBe('https://api.example/base/v1');
    expect([own.apiOrigins, own.apiBaseUrl]).toEqual([['https://api.example'], 'https://api.example/base']);
  });

  it('lives an hour unless told otherwise, by the clock it is given, and says so in its status', async () => {
    const clock = new FakeClock();
    const fake = fakeTokenClient({ lifetimeMs: 60_000, clock });
    expect((await fakeTokenClient({ clock }).getToken()).expiresIn).toBe(3600);
    expect(fake.status()).toMatchObject({ state: 'fresh', expiresIn: 60 });
    clock.tick(60_000);
    expect(fake.status()).toMatchObject({ state: 'none', expiresIn: 0 });
  });

  it('rejects with the error that it is told to, and its health is down with that code', async () => {
    const error = new TokenError('Token endpoint is down.', { code: 'ERR_TOKEN_SERVER' });
    const fake = fakeTokenClient({ error, fetch: () => new Response() });
    await expect(fake.getToken()).rejects.toBe(error);
    await expect(fake.fetch(url)).rejects.toBe(error);
    expect(fake.status().state).toBe('none');
    expect(tokenHealth(fake)).toEqual({ up: false, code: 'ERR_TOKEN_SERVER' });
    expect(tokenHealth(fakeTokenClient())).toEqual({ up: true });
  });

  it('has no answer of its own, so that no test reaches a network by mistake', async () => {
    await expect(fakeTokenClient().fetch(url)).rejects.toThrow(
      'fakeTokenClient() has no answer for https://api.symbl.ai: pass { fetch } to give one.',
    );
    expect(network).not.toHaveBeenCalled();
  });

  it('leaves an Authorization of the request alone, and honours its signal', async () => {
    const fake = fakeTokenClient({ fetch: (request) => new Response(request.headers.get('authorization')) });
    const response = await fake.fetch(url, { headers: { authorization: 'Basic own' } });
    expect(await response.text()).toBe('Basic own');
    const reason = new Error('changed my mind');
    await expect(fake.fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(fake.getToken({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('is closed like a client, twice without an error', async () => {
    await using fake = fakeTokenClient();
    await fake.close();
    await expect(fake.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CLOSED' });
    expect(fake.status()).toMatchObject({ state: 'none', expiresIn: 0 });
    await fake.invalidate('anything');
  });
});
