import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { actions, buttons } from '../src/demo/buttons.ts';
import { launchChromium, withoutChromium } from './chromium.ts';
import { brokenWords, cardsInRows, lineOf, tooLong, tooWide, violations, watchShifts } from './page-checks.ts';
import { press, startExample, type RunningExample } from './running-example.ts';

/** How many of the six cards stand in a row: as many in each, so that none is left alone. */
const widths = [
  { width: 360, perRow: 1 },
  { width: 390, perRow: 1 },
  { width: 768, perRow: 2 },
  { width: 1024, perRow: 3 },
  { width: 1280, perRow: 6 },
  { width: 1440, perRow: 6 },
  { width: 1920, perRow: 6 },
];
const looks = [
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
] as const;

describe.skipIf(withoutChromium)('the page, to look at and to use', () => {
  let example: RunningExample;
  let browser: Browser;
  /** For what needs no page of its own, since opening one takes seconds. */
  let page: Page;

  beforeAll(async () => {
    example = await startExample('memory');
    browser = await launchChromium();
    page = await open(1440);
  });

  afterAll(async () => {
    await browser?.close();
    await example?.close();
  });

  afterEach(async () => {
    const others = browser.contexts().filter((context) => context !== page.context());
    await Promise.all(others.map((context) => context.close()));
  });

  async function open(width: number, options: BrowserContextOptions = {}): Promise<Page> {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ baseURL: example.url, viewport, ...options });
    const page = await context.newPage();
    await page.goto('/');
    await page.waitForSelector('[role=img] svg');
    return page;
  }

  it.each(looks)(
    'has nothing for axe to complain about, $width px $colorScheme, quiet',
    async ({ width, colorScheme }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    },
  );

  it.each(widths)('fits into $width px, and so does the longest text', async ({ width, perRow }) => {
    await page.setViewportSize({ width, height: 900 });
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    expect(await brokenWords(page)).toEqual([]);
    expect(new Set(await cardsInRows(page))).toEqual(new Set([perRow]));
    const texts = Object.values(buttons).map(({ what, why }) => `${what} ${why}`);
    expect(await tooLong(page, texts)).toEqual([]);
  });

  it('is used by the keyboard alone, with a focus that can be seen', async () => {
    const page = await open(1440);
    await page.keyboard.press('Tab');
    expect(await page.innerText(':focus')).toBe('Skip to the buttons');
    await page.keyboard.press('Enter');
    for (const action of actions) {
      await page.keyboard.press('Tab');
      expect(await page.getAttribute(':focus', 'data-action')).toBe(action);
      expect(await lineOf(page, 'outline', ':focus')).toBe('3px solid');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-outcome=normal]');
    expect(await page.getAttribute(':focus', 'data-action')).toBe('normal');
  });

  it('moves nothing for those who do not want that', async () => {
    const duration = (page: Page): Promise<string> =>
      page.evaluate(() => {
        const life = document.querySelector('ul [aria-hidden] > div');
        return life === null ? '' : getComputedStyle(life).transitionDuration;
      });
    const [still, moving] = await Promise.all([open(1440, { reducedMotion: 'reduce' }), open(1440)]);
    expect(await duration(moving)).toBe('0.5s');
    expect(await duration(still)).toBe('0s');
  });

  it('names in its policy nobody but its own server, and loads no font', async () => {
    const page = await open(1440);
    const response = await page.goto('/');
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
    const violated: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') violated.push(message.text());
    });
    await page.reload();
    await page.waitForSelector('[role=img] svg');
    for (let looks = 0; looks < 2; looks += 1) await page.waitForResponse(`${example.url}/demo`);
    expect(violated).toEqual([]);
    expect(await page.evaluate(() => document.fonts.size)).toBe(0);
  });

  it('says so when the example has stopped', async () => {
    const page = await open(1440);
    expect(await page.innerText('header [role=status]')).toBe('live');
    await page.context().setOffline(true);
    await page.waitForSelector('header [role=status]:has-text("stopped")');
  });

  it('does not shift while things happen, wherever it is looked at', async () => {
    const pages = await Promise.all([360, 1440].map((width) => open(width)));
    const shifts = await Promise.all(pages.map(watchShifts));
    const [first] = pages;
    if (first === undefined) throw new Error('No page was opened.');
    for (const action of ['burst', 'revoke', 'down'] as const) await press(first, action);
    // 0.1 is called good; all of it is counted here, what follows a click too.
    for (const shift of shifts) expect(await shift()).toBeLessThan(0.01);
  });

  describe('while the issuer is down', () => {
    beforeAll(async () => {
      await press(page, 'down');
    });

    it.each(looks)('has nothing for axe to complain about, $width px $colorScheme', async ({ width, colorScheme }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await page.getAttribute('[data-action=down]', 'aria-current')).toBe('true');
      expect(await violations(page)).toEqual([]);
    });

    it('has room for words twice as large on a phone, and covers no button with them', async () => {
      const page = await open(360, { viewport: { width: 360, height: 740 } });
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      expect(await tooWide(page)).toEqual([]);
      await page.locator('[data-action=normal]').evaluate((element) => element.scrollIntoView({ block: 'center' }));
      const box = await page.locator('[data-settled]').boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(0);
    });
  });

  it('calls the fault that lasts the current one, since a second press does not end it', async () => {
    for (let presses = 0; presses < 2; presses += 1) {
      await press(page, 'slow', '');
      await page.waitForSelector('[data-action=slow][aria-current=true]');
      expect(await page.getAttribute('[data-action=down]', 'aria-current')).toBe('false');
    }
    expect(await page.locator('[aria-pressed]').count()).toBe(0);
  });

  it('tells without colours of its own which fault lasts, and keeps its boxes', async () => {
    const page = await open(1440, { forcedColors: 'active' });
    const before = await page.locator('[data-action=down]').boundingBox();
    await press(page, 'down', '');
    await page.waitForSelector('[data-action=down][aria-current=true]');
    expect(await page.locator('[data-action=down]').boundingBox()).toEqual(before);
    expect(await lineOf(page, 'border-top', '[data-action=down]')).toBe('3px solid');
    expect(await lineOf(page, 'border-top', '[data-action=slow]')).toBe('1px solid');
    await expect.poll(() => page.innerText('ul p + p'), { timeout: 10_000 }).toBe('refresh-due');
    expect(await lineOf(page, 'border-top', '[data-settled]')).toBe('1px solid');
  });

  it('shows a phone the outcome above whatever button was pressed', async () => {
    const page = await open(360, { viewport: { width: 360, height: 740 } });
    for (const action of actions) {
      for (const block of ['end', 'start'] as const) {
        const button = page.locator(`[data-action=${action}]`);
        await button.evaluate((element, at) => element.scrollIntoView({ block: at }), block);
        await button.click();
        await page.waitForSelector(`[data-outcome=${action}]`);
        const outcomeBox = await page.locator('[data-settled]').boundingBox();
        const buttonBox = await button.boundingBox();
        if (outcomeBox === null || buttonBox === null) throw new Error('Nothing is shown.');
        expect(outcomeBox.y).toBeGreaterThanOrEqual(-1);
        expect(buttonBox.y).toBeGreaterThanOrEqual(outcomeBox.y + outcomeBox.height);
        expect(buttonBox.y + buttonBox.height).toBeLessThan(741);
      }
    }
  });
});
