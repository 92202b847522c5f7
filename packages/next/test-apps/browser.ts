import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Whether the browser tests run here. Where CI is set they must, and fail without a browser. */
export function hasBrowser(): boolean {
  if (existsSync(executablePath)) return true;
  if (process.env['CI'] !== undefined) throw new Error(`There is no ${executablePath}: install Debian's chromium.`);
  // oxlint-disable-next-line no-console -- a skipped test must be seen.
  console.warn(`Skipping the browser tests: there is no ${executablePath}.`);
  return false;
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
