// Pictures of the page's main states, from the real thing: `pnpm screenshots [folder]`; with `--keep` the two that the
// READMEs show, into docs/screenshots.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Example } from '../dist/example.js';

const looks = {
  light: { viewport: { width: 1440, height: 1180 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 1180 }, colorScheme: 'dark' },
  laptop: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 780 }, colorScheme: 'light' },
  forced: { viewport: { width: 1280, height: 800 }, forcedColors: 'active' },
};
/** What is pressed, how many seconds after it the pictures are taken, in which looks, and which is kept. */
const steps = [
  { after: 8, of: Object.keys(looks) },
  { action: 'burst', after: 10, of: ['laptop'] },
  { action: 'last-minute', after: 64, of: ['light', 'phone'], kept: ['light'] },
  { action: 'revoke', after: 7, of: ['phone'] },
  { action: 'down', after: 20, of: ['dark', 'forced', 'phone'], kept: ['dark'] },
];

const [folder = await mkdtemp(join(tmpdir(), 'tokenkeep-screenshots-'))] = process.argv.slice(2);
const keep = folder === '--keep';
const place = keep ? fileURLToPath(new URL('../../../docs/screenshots', import.meta.url)) : folder;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const example = new Example({ cache: 'memory', onProgress: () => undefined, onTrouble: console.error });
try {
  await example.exercise();
  await example.demonstrate();
  const pages = {};
  for (const [name, options] of Object.entries(looks)) {
    pages[name] = await browser.newPage({ ...options, reducedMotion: 'reduce' });
    await pages[name].goto(example.urls.get('next'));
  }
  for (const { action, after, of, kept = [] } of steps.filter((step) => !keep || step.kept)) {
    if (action !== undefined) await pages.light.click(`[data-action=${action}]`);
    await sleep(after * 1000);
    for (const look of keep ? kept : of) {
      const path = join(place, `${action ?? 'quiet'}-${look}.png`);
      await pages[look].screenshot({ path, fullPage: true });
      console.log(path);
    }
  }
} finally {
  await browser.close();
  await example.close();
}
