// Pictures of the page's main states, from the real thing: `pnpm screenshots [folder] [--keep]`. With `--keep` the two
// that the README shows go to docs/screenshots.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { Example } from '../dist/example.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'boolean' } } });
const docs = fileURLToPath(new URL('../../../docs/screenshots', import.meta.url));
const folder = positionals[0] ?? (values.keep ? docs : await mkdtemp(join(tmpdir(), 'tokenkeep-screenshots-')));
await mkdir(folder, { recursive: true });

const wide = { width: 1440, height: 1180 };
const looks = {
  light: { viewport: wide, colorScheme: 'light' },
  dark: { viewport: wide, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 780 }, colorScheme: 'light' },
  large: { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' },
};

const example = new Example({ cache: 'memory', onProgress: () => undefined, onTrouble: console.error });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking'.split(' '),
});
try {
  await example.exercise();
  await example.demonstrate();
  const pages = {};
  for (const [name, options] of Object.entries(looks)) {
    pages[name] = await (await browser.newContext({ ...options, reducedMotion: 'reduce' })).newPage();
    await pages[name]
      .goto(example.urls.get('next'), { waitUntil: 'networkidle', timeout: 60_000 })
      .catch(() => undefined);
  }
  if (!values.keep) {
    await sleep(8000);
    for (const name of Object.keys(looks)) await picture(name, 'quiet');
    await press('burst');
    await settled('burst');
    await picture('light', 'burst');
  }
  await press('last-minute');
  await sleep(values.keep ? 64_000 : 40_000);
  await picture('light', 'last-minute');
  if (!values.keep) {
    await picture('phone', 'last-minute');
    await picture('large', 'last-minute');
    await press('normal');
    await settled('normal');
    await picture('light', 'normal');
    await press('revoke');
    await settled('revoke');
    await picture('dark', 'revoke');
  }
  await press('down');
  await settled('down');
  await sleep(9000);
  await picture('dark', 'down');

  async function press(action) {
    await pages.light.click(`[data-action=${action}]`);
  }

  async function settled(action) {
    await pages.light.waitForSelector(`[data-outcome=${action}][data-settled=true]`, { timeout: 120_000 });
  }

  async function picture(look, state) {
    const path = join(folder, `${state}-${look}.png`);
    await pages[look].waitForTimeout(1200);
    await pages[look].screenshot({ path, fullPage: true });
    console.log(path);
  }
} finally {
  await browser.close();
  await example.close();
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
