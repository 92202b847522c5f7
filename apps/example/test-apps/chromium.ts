import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const quiet =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

/** Whether to go without a browser. In CI there must be one. */
export const withoutChromium: boolean = !existsSync(executablePath) && process.env['CI'] === undefined;
if (withoutChromium) console.warn(`SKIPPED: the page is not tested, since there is no ${executablePath}.`);

/** A headless browser that asks nobody but the page's server. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: quiet.split(' ') });
}
