import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actions, buttons } from '../src/demo/buttons.ts';
import { launchChromium, withoutChromium } from './chromium.ts';
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
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(withoutChromium)('the page, to look at and to use', () => {
  let example: RunningExample;
  let browser: Browser;

  beforeAll(async () => {
    example = await startExample('memory');
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await example?.close();
  });

  async function open(width: number, options: BrowserContextOptions = {}): Promise<Page> {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ baseURL: example.url, viewport, ...options });
    const page = await context.newPage();
    await page.goto('/');
    await page.waitForSelector('.chart svg');
    return page;
  }

  it.each([
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
    { width: 1440, colorScheme: 'light' },
    { width: 1440, colorScheme: 'dark' },
  ] as const)('has nothing for axe to complain about, $width px $colorScheme, quiet and broken', async (look) => {
    const page = await open(look.width, { colorScheme: look.colorScheme });
    const axe = await readFile(axePath, 'utf8');
    await page.evaluate(axe);
    expect(await violations(page)).toEqual([]);
    await press(page, 'down');
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('does not shift while things happen, wherever it is looked at', async () => {
    const pages = await Promise.all([360, 1440].map((width) => open(width)));
    for (const page of pages) {
      await page.evaluate(() => {
        Reflect.set(globalThis, 'shift', 0);
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            const value: unknown = Reflect.get(entry, 'value');
            Reflect.set(globalThis, 'shift', Number(Reflect.get(globalThis, 'shift')) + Number(value));
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
    }
    const [first] = pages;
    if (first === undefined) throw new Error('No page was opened.');
    for (const action of ['burst', 'revoke', 'down'] as const) await press(first, action);
    const shifts = await Promise.all(
      pages.map((page) => page.evaluate(() => Number(Reflect.get(globalThis, 'shift')))),
    );
    // 0.1 is called good; all of it is counted here, what follows a click too.
    for (const shift of shifts) expect(shift).toBeLessThan(0.01);
    await Promise.all(pages.map((page) => page.context().close()));
  });

  it.each(widths)('fits into $width px, and so does the longest text', async ({ width, perRow }) => {
    const page = await open(width);
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
    expect(await brokenWords(page)).toEqual([]);
    expect(new Set(await cardsInRows(page))).toEqual(new Set([perRow]));
    for (const { what, why } of Object.values(buttons)) {
      const fits = await page.evaluate((given) => {
        const slot = document.querySelector('[data-testid=said]');
        if (slot === null) return 'no text';
        const copy = slot.cloneNode() as HTMLElement;
        slot.parentElement?.append(copy);
        const { clientHeight: empty } = copy;
        copy.textContent = given;
        const { clientHeight: full } = copy;
        copy.remove();
        return full > empty ? `${full} > ${empty}: ${given}` : 'fits';
      }, `${what} ${why}`);
      expect(fits).toBe('fits');
    }
    await page.context().close();
  });

  it('shows a phone the outcome above whatever button was pressed', async () => {
    const page = await open(360, { viewport: { width: 360, height: 740 } });
    for (const action of actions) {
      for (const block of ['end', 'start'] as const) {
        const button = page.locator(`[data-action=${action}]`);
        await button.evaluate((element, at) => element.scrollIntoView({ block: at }), block);
        await button.click();
        await page.waitForSelector(`[data-outcome=${action}]`);
        const outcomeBox = await page.locator('.outcome').boundingBox();
        const buttonBox = await button.boundingBox();
        if (outcomeBox === null || buttonBox === null) throw new Error('Nothing is shown.');
        expect(outcomeBox.y).toBeGreaterThanOrEqual(-1);
        expect(buttonBox.y).toBeGreaterThanOrEqual(outcomeBox.y + outcomeBox.height);
        expect(buttonBox.y + buttonBox.height).toBeLessThan(741);
      }
    }
    await page.context().close();
  });

  it('has room for words twice as large on a phone, and covers no button with them', async () => {
    const page = await open(360, { viewport: { width: 360, height: 740 } });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    await press(page, 'down');
    expect(await tooWide(page)).toEqual([]);
    await page.locator('[data-action=normal]').evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const box = await page.locator('.outcome').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(0);
    await page.context().close();
  });

  it('tells without colours of its own which fault lasts, and keeps its boxes', async () => {
    const page = await open(1440, { forcedColors: 'active' });
    const before = await page.locator('[data-action=down]').boundingBox();
    await press(page, 'down');
    await page.waitForSelector('[data-action=down][data-active=true]');
    expect(await page.locator('[data-action=down]').boundingBox()).toEqual(before);
    const border = (selector: string): Promise<string> =>
      page.evaluate((of) => {
        const { borderTopWidth, borderTopStyle } = getComputedStyle(document.querySelector(of) ?? document.body);
        return `${borderTopWidth} ${borderTopStyle}`;
      }, selector);
    expect(await border('[data-action=down]')).toBe('3px solid');
    expect(await border('[data-action=slow]')).toBe('1px solid');
    expect(await page.innerText('.state')).toBe('refresh-due');
    expect(await border('.outcome')).toBe('1px solid');
    await page.context().close();
  });

  it('calls the fault that lasts the current one, since a second press does not end it', async () => {
    const page = await open(1440);
    for (let presses = 0; presses < 2; presses += 1) {
      await press(page, 'slow');
      expect(await page.getAttribute('[data-action=slow]', 'aria-current')).toBe('true');
      expect(await page.getAttribute('[data-action=down]', 'aria-current')).toBe('false');
    }
    expect(await page.locator('[aria-pressed]').count()).toBe(0);
    await page.context().close();
  });

  it('is used by the keyboard alone, with a focus that can be seen', async () => {
    const page = await open(1440);
    await page.keyboard.press('Tab');
    expect(await page.innerText(':focus')).toBe('Skip to the buttons');
    await page.keyboard.press('Enter');
    for (const action of actions) {
      await page.keyboard.press('Tab');
      expect(await page.getAttribute(':focus', 'data-action')).toBe(action);
      const outline = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
        return `${outlineStyle} ${outlineWidth}`;
      });
      expect(outline).toBe('solid 3px');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-outcome=normal]');
    expect(await page.getAttribute(':focus', 'data-action')).toBe('normal');
    await page.context().close();
  });

  it('moves nothing for those who do not want that', async () => {
    const duration = (page: Page): Promise<string> =>
      page.evaluate(() => {
        const life = document.querySelector('.life');
        return life === null ? '' : getComputedStyle(life, '::after').transitionDuration;
      });
    const [still, moving] = await Promise.all([open(1440, { reducedMotion: 'reduce' }), open(1440)]);
    expect(await duration(moving)).toBe('0.5s');
    expect(await duration(still)).toBe('0s');
    await Promise.all([still.context().close(), moving.context().close()]);
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
    await page.waitForSelector('.chart svg');
    await page.waitForTimeout(1500);
    expect(violated).toEqual([]);
    expect(await page.evaluate(() => document.fonts.size)).toBe(0);
    await page.context().close();
  });

  it('says so when the example has stopped', async () => {
    const page = await open(1440);
    expect(await page.innerText('.live')).toBe('live');
    await page.context().setOffline(true);
    await page.waitForSelector('.live:has-text("stopped")');
    await page.context().close();
  });
});

/** The words of buttons and cards that do not stand on one line. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    for (const element of document.querySelectorAll(
      'fieldset b, fieldset small, .card h3, .card p, .card dt, .card dd',
    )) {
      const text = element.firstChild;
      for (const { index, 0: word } of (text?.textContent ?? '').matchAll(/[^\s-]+/g)) {
        const range = document.createRange();
        if (text === null) continue;
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (range.getClientRects().length > 1) broken.push(word);
      }
    }
    return broken;
  });
}

/** How many cards stand in each row. */
function cardsInRows(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const rows = new Map<number, number>();
    for (const card of document.querySelectorAll<HTMLElement>('.card')) {
      rows.set(card.offsetTop, (rows.get(card.offsetTop) ?? 0) + 1);
    }
    return [...rows.values()];
  });
}

/** What is cut off: all that reaches out of the page or of its own box, and words in a column too narrow for them. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`page: ${scrollWidth} > ${clientWidth}`] : [];
    for (const element of document.querySelectorAll('body *:not(.unseen, .table, .table *, .chart *)')) {
      const { right, width } = element.getBoundingClientRect();
      const label = `${element.tagName} ${element.className} ${element.textContent.slice(0, 20)}`;
      if (right > clientWidth + 0.5) found.push(`reaches out: ${label}`);
      if (element.scrollWidth > element.clientWidth && element.clientWidth > 0) found.push(`overflows: ${label}`);
      if (element.matches('.words') && width < 160) found.push(`narrow: ${label}`);
    }
    const words = document.querySelector('[data-testid=said]');
    if (words !== null && words.scrollHeight > words.clientHeight) found.push('the text overflows');
    return found;
  });
}

interface AxeRun {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

async function violations(page: Page): Promise<string[]> {
  const result = await page.evaluate(async () => {
    const axe: unknown = Reflect.get(globalThis, 'axe');
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const run = (axe as { run(context: Document, options: object): Promise<AxeRun> }).run;
    return run(document, { runOnly: tags, resultTypes: ['violations'] });
  });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
