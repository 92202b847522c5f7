import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium, withoutChromium } from './chromium.ts';
import { record, type Recorder } from './recorder.ts';
import { press, readState, startExample, type RunningExample } from './running-example.ts';

const ours = ['bare', 'nest', 'fastify', 'next'];

describe.skipIf(withoutChromium)('the buttons of the page, on the real servers', () => {
  let example: RunningExample;
  let browser: Browser;
  let page: Page;
  let recorder: Recorder;
  const tokens = new Set<string>();

  beforeAll(async () => {
    example = await startExample('memory');
    browser = await launchChromium();
    page = await (await browser.newContext({ baseURL: example.url })).newPage();
    recorder = record(page);
    await page.goto('/');
    await page.waitForSelector('[data-testid=sentence]');
  });

  afterAll(async () => {
    await browser?.close();
    await example?.close();
  });

  function exchangesOf(appIds: readonly string[]): number {
    const { apps } = example.server.counters();
    return appIds.reduce((total, appId) => total + (apps[appId]?.exchanges ?? 0), 0);
  }

  /** The issuer is sticky, so an exchange tells which token an adapter holds. */
  async function collectTokens(): Promise<void> {
    for (const credentials of example.server.apps) {
      const body = JSON.stringify({ type: 'application', ...credentials });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${example.server.url}/oauth2/token:generate`, { method: 'POST', headers, body });
      const { accessToken } = (await response.json()) as { accessToken: string };
      tokens.add(accessToken);
    }
  }

  it('burst: a thousand calls at once cost no exchange', async () => {
    await collectTokens();
    const before = example.server.counters();
    const sentence = await press(page, 'burst');
    const after = example.server.counters();
    expect(sentence).toMatch(
      /^1,000 calls went through the 4 adapters in .+, all answered \(slowest .+\) for 0 exchanges, because a live token is served from memory; the naive client made 0 exchanges for its 250 calls\.$/,
    );
    expect(after.exchanges).toBe(before.exchanges);
    expect(after.apiCalls - before.apiCalls).toBeGreaterThanOrEqual(1250);
  });

  it('revoke: one exchange per adapter, no call fails but those of the naive client', async () => {
    const before = exchangesOf(ours);
    const sentence = await press(page, 'revoke');
    expect(exchangesOf(ours) - before).toBe(4);
    expect(sentence).toMatch(
      /^The API refused living tokens, yet all \d+ calls were answered, because the refused ones were sent again after 4 exchanges; the naive client failed (\d+) of its \1 calls\.$/,
    );
    await collectTokens();
  });

  it('back to normal: the naive client is restarted, the adapters need nothing', async () => {
    const sentence = await press(page, 'normal');
    expect(sentence).toMatch(/^The issuer is well again, and 4 of 4 adapters have a fresh token: all \d+ calls/);
    expect(sentence).toContain('the naive client was restarted');
    await vi.waitFor(
      async () => {
        const naive = (await readState(page)).adapters.at(-1);
        expect(naive).toMatchObject({ running: true, state: 'fresh' });
      },
      { timeout: 60_000, interval: 250 },
    );
  });

  it('last minute: a naive client asks at each call, the adapters a few times', async () => {
    const before = { ours: exchangesOf(ours), naive: exchangesOf(['naive']) };
    await page.click('button[data-action=last-minute]');
    await vi.waitFor(() => expect(exchangesOf(['naive']) - before.naive).toBeGreaterThan(40), {
      timeout: 90_000,
      interval: 250,
    });
    // At each of 60, 12, 2.4 and 1 seconds before the end, and two of them for the whole wait of a slow machine.
    expect(exchangesOf(ours) - before.ours).toBeGreaterThanOrEqual(4);
    expect(exchangesOf(ours) - before.ours).toBeLessThanOrEqual(24);
    const { adapters, outcome } = await readState(page);
    expect(outcome.sentence).toMatch(
      /^The issuer gives out the same token to its end, yet all \d+ calls cost \d+ exchan/,
    );
    expect(Math.max(...adapters.map(({ expiresInMs }) => expiresInMs))).toBeLessThan(60_001);
    const chart = await page.getAttribute('canvas', 'aria-label');
    expect(chart).toMatch(/core \d+, nest-module \d+, fastify-plugin \d+, next \d+, naive client \d+/);
  });

  it('slow: refreshing behind the callers, nobody waits for three seconds but with the naive client', async () => {
    const sentence = await press(page, 'slow');
    expect(sentence).toMatch(
      /^The issuer takes 3 s to answer, yet all \d+ calls were answered within .+, because refreshing \(\d+ exchanges\) happens behind the callers; the naive client kept a caller waiting for \d/,
    );
    const { ours: slowest, naive } = slowestOf(sentence);
    expect(slowest).toBeLessThan(naive);
    expect(naive).toBeGreaterThanOrEqual(3);
  });

  it('hanging: nobody waits while the token lives', async () => {
    const sentence = await press(page, 'hanging');
    expect(sentence).toMatch(/^The issuer takes requests and never answers, yet all \d+ calls were answered within/);
    expect(await statesOf()).toEqual(['refresh-due', 'refresh-due', 'refresh-due', 'refresh-due']);
    expect(await page.getAttribute('[data-action=hanging]', 'aria-current')).toBe('true');
  });

  it('down: the token lives on, the issuer is asked at growing intervals, the naive client fails', async () => {
    const before = example.server.counters().faultedExchanges;
    const sentence = await press(page, 'down');
    expect(sentence).toMatch(
      /^The issuer has answered 503 for .+, yet all \d+ calls were answered, because the token lives for another \d min \d+ s; \d+ exchanges failed behind the callers, at growing intervals; the naive client failed (\d+) of its \1 calls\.$/,
    );
    expect(example.server.counters().faultedExchanges).toBeGreaterThan(before);
    expect(await page.getAttribute('[data-action=hanging]', 'aria-current')).toBe('false');
    expect(await page.innerText('.log')).toContain('could not refresh: callers keep the token');
  });

  it('wrong credentials: one exchange each tells, then the issuer is left alone', async () => {
    const sentence = await press(page, 'wrong-credentials');
    expect(sentence).toMatch(
      /^The issuer refuses the credentials, yet all \d+ calls were answered, because the token lives for another \d min \d+ s; after a 401 the issuer is left alone for 30 s \(4 exchanges tried\); the naive client failed (\d+) of its \1 calls\.$/,
    );
    expect(await page.innerText('.log')).toContain('leaves the issuer alone for 30 s');
  });

  it('back to normal after all of it: every adapter recovers by itself', async () => {
    const sentence = await press(page, 'normal');
    expect(sentence).toMatch(/^The issuer is well again, and 4 of 4 adapters have a fresh token/);
    expect(await statesOf()).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    await collectTokens();
  });

  it('no call of an adapter has failed in all this time, and nothing has gone wrong', async () => {
    const { adapters } = await readState(page);
    expect(adapters.slice(0, 4).map(({ failed }) => failed)).toEqual([0, 0, 0, 0]);
    expect(example.troubles).toEqual([]);
  });

  it('lets the browser call the API through the proxy', async () => {
    await page.click('button[data-action=browser-call]');
    await page.waitForSelector('output:has-text("from-your-browser")');
    expect(await page.innerText('output')).toMatch(/^200 in \d+ ms: \{"id":"from-your-browser"/);
  });

  it('has shown no token and no secret to the browser: not on the wire, not in the page, not in its storage', async () => {
    const stored = await page.evaluate(async () =>
      JSON.stringify([
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        await indexedDB.databases(),
        await caches.keys(),
      ]),
    );
    expect(stored).toBe('[{},{},"",[],[]]');
    const seen = [await recorder.bodies(), await page.content(), [...recorder.urls].join('\n')].join('\n');
    expect(seen).toContain('from-your-browser');
    expect(tokens.size).toBeGreaterThanOrEqual(10);
    const secrets = [...tokens, ...example.server.apps.map(({ appSecret }) => appSecret)];
    // A part of one would be too much, too.
    for (const secret of secrets) expect(seen.includes(secret.slice(-8))).toBe(false);
    expect([...recorder.headers]).not.toContain('authorization');
  });

  it('has asked nobody but its own server', () => {
    expect([...recorder.urls].filter((url) => !url.startsWith(`${example.url}/`))).toEqual([]);
    expect(recorder.urls.size).toBeGreaterThan(5);
  });

  it('does nothing for a page from elsewhere', async () => {
    const post = (headers: Record<string, string>, body = '{"action":"down"}'): Promise<Response> =>
      fetch(`${example.url}/demo/action`, { method: 'POST', headers, body });
    expect((await post({ 'content-type': 'text/plain', origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site', origin: example.url })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: example.url }, '{"action":"explode"}')).status).toBe(400);
    expect((await post({ origin: example.url }, 'no json')).status).toBe(400);
    expect((await readState(page)).fault).toBeUndefined();
  });

  it('revoke during an outage, a burst in it, and its end: says why calls fail, and until when', async () => {
    await press(page, 'down');
    expect(await press(page, 'revoke')).toMatch(
      /^The API refused living tokens: \d+ of \d+ calls failed, since the token was refused and the issuer gave no other; the naive/,
    );
    expect(await page.innerText('.log')).toMatch(/core had a 401 for a token that was refused or replaced already/);
    expect(await press(page, 'burst')).toMatch(
      /: 1,000 of 1,000 calls failed, since the token was refused and the issuer gave no other; the naive client failed 250 of its 250 calls\.$/,
    );
    expect(await press(page, 'normal')).toMatch(
      /^The issuer is well again, and 4 of 4 adapters have a fresh token: \d+ of \d+ calls failed, since the token was refused and after an outage the issuer is left alone for up to 30 s; the naive client was restarted\.$/,
    );
  });

  async function statesOf(): Promise<string[]> {
    return (await readState(page)).adapters.slice(0, 4).map(({ state }) => state);
  }
});

/** The two durations of the sentence, seconds. */
function slowestOf(sentence: string): { readonly ours: number; readonly naive: number } {
  const seconds = (text: string | undefined): number =>
    text?.endsWith('ms') === true ? Number.parseFloat(text) / 1000 : Number.parseFloat(text ?? '');
  const [, ours] = /answered within ([\d.]+ \w+)/.exec(sentence) ?? [];
  const [, naive] = /waiting for ([\d.]+ \w+)/.exec(sentence) ?? [];
  return { ours: seconds(ours), naive: seconds(naive) };
}
