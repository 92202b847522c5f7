import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import type { Visitor } from './visitor.ts';

const executablePath = '/usr/bin/chromium';

/** Whether the browser tests run here. Where CI is set they must, and fail without a browser. */
export function hasBrowser(name: 'chromium' | 'firefox-esr' = 'chromium'): boolean {
  const path = `/usr/bin/${name}`;
  if (existsSync(path)) return true;
  if (process.env['CI'] !== undefined) throw new Error(`There is no ${path}: install Debian's ${name}.`);
  // oxlint-disable-next-line no-console -- a skipped test must be seen.
  console.warn(`Skipping tests in a browser: there is no ${path}.`);
  return false;
}

/** The same browser, by what {@link Visitor} needs. */
export async function launchChromium(): Promise<Visitor> {
  const browser = await launchBrowser();
  const context = await browser.newContext();
  return {
    async visit(url) {
      const page = await context.newPage();
      // An address that answers a download never becomes a page.
      await page.goto(url, { waitUntil: 'commit' }).catch(() => undefined);
    },
    async run(url, script) {
      const page = await context.newPage();
      await page.goto(url);
      await page.evaluate(script);
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
