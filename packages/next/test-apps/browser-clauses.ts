import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser } from './browser.ts';
import type { MockWorld } from './mock-world.ts';
import type { RunningApp } from './next-app.ts';
import { readAcross, readNoCors, resultFrom, sendJson, sendNoCors, statusFrom, submitForm } from './other-site.ts';

/** What holds for a running app in a browser, which must be installed. */
export function browserClauses(given: () => { readonly app: RunningApp; readonly world: MockWorld }): void {
  describe.runIf(hasBrowser())('in a browser', () => {
    let browser: Browser;
    let evil: Server;

    beforeAll(async () => {
      browser = await launchBrowser();
      evil = createServer((_request, reply) => {
        reply.setHeader('content-type', 'text/html').end('<!doctype html><title>Another site</title>');
      });
      await new Promise<void>((resolve) => {
        evil.listen(0, '127.0.0.1', resolve);
      });
    });

    afterAll(async () => {
      await browser?.close();
      evil?.close();
    });

    it('a page calls the API through the proxy, and neither network log nor storage holds a token', async () => {
      const { app, world } = given();
      const context = await browser.newContext();
      const page = await context.newPage();
      const log: Promise<string>[] = [];
      page.on('request', (request) =>
        log.push(request.allHeaders().then((all) => JSON.stringify([request.url(), all]))),
      );
      page.on('response', (response) => {
        log.push(response.allHeaders().then((all) => JSON.stringify(all)));
        log.push(response.text().catch(() => ''));
      });
      await page.goto(app.url);
      await page.getByRole('button').click();
      await page.getByText('Conversation 42').waitFor();
      await page.goto(`${app.url}/action`);
      await page.getByRole('button').click();
      await page.getByText('Conversation 9').waitFor();
      const stored = await page.evaluate(async () =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases()]),
      );
      const seen = [...(await Promise.all(log)), stored, JSON.stringify(await context.storageState())].join('\n');
      expect(seen).toContain('Conversation 42');
      for (const canary of await world.canaries()) expect(seen).not.toContain(canary);
      await context.close();
    });

    it('another site gets 403 for every form and fetch that the browser lets it send', async () => {
      const { app, world } = given();
      const { port } = evil.address() as AddressInfo;
      const before = world.mock.counters();
      const tokenRoute = `${app.url}/api/token`;
      const proxied = `${app.url}/api/symbl/v1/process/text`;
      const read = `${app.url}/api/symbl/v1/conversations/1`;
      for (const site of [`http://localhost:${port}`, `http://127.0.0.1:${port}`]) {
        for (const target of [tokenRoute, proxied]) {
          for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
            expect(await statusFrom(browser, site, submitForm, { target, type })).toBe(403);
          }
          expect(await statusFrom(browser, site, sendNoCors, { target })).toBe('blocked');
          // A media type that no form has needs a preflight, and there is no CORS header to let it pass.
          expect(await resultFrom(browser, site, sendJson, target)).toBe('TypeError');
        }
        expect(await statusFrom(browser, site, submitForm, { target: read })).toBe(403);
        expect(await statusFrom(browser, site, readNoCors, { target: read })).toBe('blocked');
        expect(await resultFrom(browser, site, readAcross, read)).toBe('TypeError');
      }
      expect(world.mock.counters()).toEqual(before);
    });
  });
}
