import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium, withoutChromium } from './chromium.ts';
import { record, stored, type Recorder } from './recorder.ts';
import { heldTokens, numbersAfter, press, readState, startExample, type RunningExample } from './running-example.ts';

const ours = ['bare', 'nest', 'fastify', 'next', 'command-line'];

describe.skipIf(withoutChromium)('the buttons of the page, on the real servers', () => {
  let example: RunningExample;
  let browser: Browser;
  let page: Page;
  let recorder: Recorder;
  const tokens = new Set<string>();
  const collectTokens = async (): Promise<void> => {
    for (const token of await heldTokens(example.server)) tokens.add(token);
  };

  beforeAll(async () => {
    example = await startExample('memory');
    browser = await launchChromium();
    page = await (await browser.newContext({ baseURL: example.url })).newPage();
    recorder = record(page);
    await page.goto('/');
    await page.waitForSelector('[data-testid=said]');
  });

  afterAll(async () => {
    await browser?.close();
    await example?.close();
  });

  function exchangesOf(appIds: readonly string[]): number {
    const { apps } = example.server.counters();
    return appIds.reduce((total, appId) => total + (apps[appId]?.exchanges ?? 0), 0);
  }

  it('burst: a thousand calls at once cost no exchange', async () => {
    await collectTokens();
    const before = example.server.counters();
    const { ours: tally, naive } = await numbersAfter(page, 'burst');
    const after = example.server.counters();
    expect(tally).toMatchObject({ failed: 0, exchanges: 0 });
    expect(tally.calls).toBeGreaterThanOrEqual(1000);
    expect(naive.calls).toBeGreaterThanOrEqual(250);
    expect(after.exchanges).toBe(before.exchanges);
    expect(after.apiCalls - before.apiCalls).toBeGreaterThanOrEqual(1250);
  });

  it('revoke: one exchange each, no call fails but those of the naive client', async () => {
    const before = exchangesOf(ours);
    const { ours: tally, naive } = await numbersAfter(page, 'revoke');
    expect(exchangesOf(ours) - before).toBe(5);
    expect(tally).toMatchObject({ failed: 0, exchanges: 5 });
    expect(naive.failed).toBe(naive.calls);
    await collectTokens();
  });

  it('back to normal: the naive client is restarted, the others need nothing', async () => {
    const { ours: tally } = await numbersAfter(page, 'normal');
    expect(tally).toMatchObject({ failed: 0, exchanges: 0 });
    await vi.waitFor(
      async () => {
        const naive = (await readState(page)).adapters.at(-1);
        expect(naive).toMatchObject({ running: true, state: 'fresh' });
      },
      { timeout: 60_000, interval: 250 },
    );
  });

  it('last minute: a naive client asks at each call, the others a few times', async () => {
    const before = { ours: exchangesOf(ours), naive: exchangesOf(['naive']) };
    await page.click('button[data-action=last-minute]');
    await vi.waitFor(() => expect(exchangesOf(['naive']) - before.naive).toBeGreaterThan(40), {
      timeout: 90_000,
      interval: 250,
    });
    // A new token each; then at 60, 12, 2.4 and 1 seconds before the end, and all that for the wait of a slow machine.
    expect(exchangesOf(ours) - before.ours).toBeGreaterThanOrEqual(5);
    expect(exchangesOf(ours) - before.ours).toBeLessThanOrEqual(35);
    const { adapters } = await readState(page);
    expect(Math.max(...adapters.map(({ expiresInMs }) => expiresInMs))).toBeLessThan(60_001);
    const chart = await page.getAttribute('[role=img]', 'aria-label');
    expect(chart).toMatch(
      /core \d+, nest-module \d+, fastify-plugin \d+, next \d+, command-line \d+, naive client \d+/,
    );
  });

  it('slow: refreshing behind the callers, nobody waits for three seconds but with the naive client', async () => {
    const { ours: tally, naive } = await numbersAfter(page, 'slow');
    expect(tally.failed).toBe(0);
    expect(tally.slowestMs).toBeLessThan(naive.slowestMs);
    expect(naive.slowestMs).toBeGreaterThanOrEqual(3000);
  });

  it('hanging: nobody waits while the token lives', async () => {
    const { ours: tally } = await numbersAfter(page, 'hanging');
    expect(tally.failed).toBe(0);
    expect(await statesOf()).toEqual(['refresh-due', 'refresh-due', 'refresh-due', 'refresh-due', 'refresh-due']);
    expect(await page.getAttribute('[data-action=hanging]', 'aria-current')).toBe('true');
  });

  it('down: the token lives on, the issuer is asked at growing intervals, the naive client fails', async () => {
    const before = example.server.counters().faultedExchanges;
    const { ours: tally, naive } = await numbersAfter(page, 'down');
    expect(tally.failed).toBe(0);
    expect(tally.exchanges).toBeGreaterThan(0);
    expect(naive.failed).toBe(naive.calls);
    expect(example.server.counters().faultedExchanges).toBeGreaterThan(before);
    expect(await page.getAttribute('[data-action=hanging]', 'aria-current')).toBe('false');
    expect(await page.innerText('section[aria-labelledby=log]')).toContain('could not refresh: callers keep the token');
  });

  it('wrong credentials: one exchange each tells, then the issuer is left alone', async () => {
    const { ours: tally, naive } = await numbersAfter(page, 'wrong-credentials');
    expect(tally.failed).toBe(0);
    // One each of those that stay; a process of the command line may have ended before its own.
    expect(tally.exchanges).toBeGreaterThanOrEqual(4);
    expect(tally.exchanges).toBeLessThanOrEqual(5);
    expect(naive.failed).toBe(naive.calls);
    expect(await page.innerText('section[aria-labelledby=log]')).toContain('leaves the issuer alone for 30 s');
  });

  it('back to normal after all of it: every adapter recovers by itself', async () => {
    expect(await press(page, 'normal')).toContain('each tries again by itself');
    expect((await statesOf()).slice(0, 4)).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    await collectTokens();
  });

  it('no call with tokenkeep has failed in all this time, and nothing has gone wrong', async () => {
    const { adapters } = await readState(page);
    expect(adapters.slice(0, 5).map(({ failed }) => failed)).toEqual([0, 0, 0, 0, 0]);
    expect(example.troubles).toEqual([]);
  });

  it('shows what a call costs by authorized fetch and by plain fetch, as measured at the start', async () => {
    const { calls, authorizedMs, plainMs } = (await readState(page)).fetchCost;
    expect(calls).toBe(1000);
    for (const ms of [authorizedMs, plainMs]) expect(ms).toBeGreaterThan(0);
    const shown = `${authorizedMs.toFixed(2)} ms by tokens.fetch, ${plainMs.toFixed(2)} ms by fetch`;
    expect(await page.innerText('[data-testid=fetch-cost]')).toContain(shown);
  });

  it('links to the metrics of the Fastify application, which tell of its exchanges', async () => {
    const url = await page.getByRole('link', { name: 'Metrics' }).getAttribute('href');
    const metrics = await (await fetch(url ?? '')).text();
    expect(metrics).toMatch(/^tokenkeep_token_time_to_expiry\S* \d/m);
    expect(metrics).toMatch(/^tokenkeep_exchanges_total\S* \d/m);
  });

  it('lets the browser call the API through the proxy', async () => {
    await page.click('button[data-action=browser-call]');
    await page.waitForSelector('output:has-text("from-your-browser")');
    expect(await page.innerText('output')).toMatch(/^200 in \d+ ms: \{"id":"from-your-browser"/);
  });

  it('has shown no token and no secret to the browser: not on the wire, not in the page, not in its storage', async () => {
    expect(await stored(page)).toBe('[{},{},"",[],[]]');
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
      fetch(`${example.url}/demo`, { method: 'POST', headers, body });
    expect((await post({ 'content-type': 'text/plain', origin: 'http://evil.example' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site', origin: example.url })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: example.url }, '{"action":"explode"}')).status).toBe(400);
    expect((await post({ origin: example.url }, 'no json')).status).toBe(400);
    expect((await readState(page)).fault).toBeUndefined();
  });

  it('revoke during an outage, and its end: says why calls fail, and recovers', async () => {
    await press(page, 'down');
    expect(await press(page, 'revoke')).toContain('Calls fail while there is no token that the API takes');
    expect((await readState(page)).outcome.ours.failed).toBeGreaterThan(0);
    expect(await page.innerText('section[aria-labelledby=log]')).toMatch(
      /core had a 401 for a token that was refused or replaced already/,
    );
    await press(page, 'normal');
    await vi.waitFor(async () => expect(await statesOf()).toEqual(['fresh', 'fresh', 'fresh', 'fresh', 'fresh']), {
      timeout: 60_000,
    });
  });

  async function statesOf(): Promise<string[]> {
    return (await readState(page)).adapters.slice(0, 5).map(({ state }) => state);
  }
});
