// Pictures of the page's main states, from the real thing: `pnpm screenshots [folder]`; with `--keep` the two that the
// READMEs show, into docs/screenshots.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './chromium.ts';
import { press, startExample } from './running-example.ts';

const looks = {
  light: { viewport: { width: 1440, height: 1180 } },
  dark: { viewport: { width: 1440, height: 1180 }, colorScheme: 'dark' },
  laptop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 780 } },
  forced: { viewport: { width: 1280, height: 800 }, forcedColors: 'active' },
};
/** In which looks pictures are taken: before anything is pressed, and when the numbers after a button have settled. */
const steps = {
  quiet: Object.keys(looks),
  burst: ['laptop'],
  'last-minute': ['light', 'phone'],
  revoke: ['phone'],
  down: ['dark', 'forced', 'phone'],
};
const kept = { 'last-minute': ['light'], down: ['dark'] };

const [folder = await mkdtemp(join(tmpdir(), 'tokenkeep-screenshots-'))] = process.argv.slice(2);
const keep = folder === '--keep';
await using example = await startExample('memory');
await using browser = await launchChromium();
const pages = {};
for (const [look, options] of Object.entries(looks)) {
  pages[look] = await browser.newPage({ ...options, baseURL: example.url, reducedMotion: 'reduce' });
  await pages[look].goto('/');
}
for (const [action, of] of Object.entries(keep ? kept : steps)) {
  if (action !== 'quiet') await press(pages.light, action);
  for (const look of of) {
    await pages[look].waitForSelector(
      action === 'quiet' ? '[data-settled]' : `[data-outcome=${action}][data-settled=true]`,
    );
    const path = join(keep ? join(import.meta.dirname, '../../../docs/screenshots') : folder, `${action}-${look}.png`);
    await pages[look].screenshot({ path, fullPage: true });
    console.log(path);
  }
}
