import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeRun {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe complains about. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const result = await page.evaluate(async () => {
    const axe: unknown = Reflect.get(globalThis, 'axe');
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const run = (axe as { run(context: Document, options: object): Promise<AxeRun> }).run;
    return run(document, { runOnly: tags, resultTypes: ['violations'] });
  });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** The words of buttons and cards that do not stand on one line. */
export function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    for (const element of document.querySelectorAll('fieldset b, fieldset small, ul h3, ul p, ul dt, ul dd')) {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
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
export function cardsInRows(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const rows = new Map<number, number>();
    for (const card of document.querySelectorAll<HTMLElement>('ul > li')) {
      rows.set(card.offsetTop, (rows.get(card.offsetTop) ?? 0) + 1);
    }
    return [...rows.values()];
  });
}

/** Those of the given texts for which the outcome has no room. */
export function tooLong(page: Page, texts: readonly string[]): Promise<string[]> {
  return page.evaluate((given) => {
    const slot = document.querySelector('[data-testid=said]');
    if (slot === null) return ['no text'];
    const copy = slot.cloneNode() as HTMLElement;
    slot.parentElement?.append(copy);
    const { clientHeight: empty } = copy;
    const found = given.filter((text) => {
      copy.textContent = text;
      return copy.clientHeight > empty;
    });
    copy.remove();
    return found;
  }, texts);
}

/** What is cut off: all that reaches out of the page or of its own box, and words in a column too narrow for them. */
export async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`page: ${scrollWidth} > ${clientWidth}`] : [];
    const others = '[class*=sr-only], section[tabindex="0"], section[tabindex="0"] *, [role=img] *';
    for (const element of document.querySelectorAll(`body *:not(${others})`)) {
      const { right, width } = element.getBoundingClientRect();
      const label = `${element.tagName} ${element.className} ${element.textContent.slice(0, 20)}`;
      if (right > clientWidth + 0.5) found.push(`reaches out: ${label}`);
      if (element.scrollWidth > element.clientWidth && element.clientWidth > 0) found.push(`overflows: ${label}`);
      if (element.matches('ol span') && width < 160) found.push(`narrow: ${label}`);
    }
    const words = document.querySelector('[data-testid=said]');
    if (words !== null && words.scrollHeight > words.clientHeight) found.push('the text overflows');
    return found;
  });
}

/** Counts from now on how far things shift that nobody has moved. @returns what gives the sum so far */
export async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    Reflect.set(globalThis, 'shift', 0);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const value: unknown = Reflect.get(entry, 'value');
        Reflect.set(globalThis, 'shift', Number(Reflect.get(globalThis, 'shift')) + Number(value));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => Number(Reflect.get(globalThis, 'shift')));
}

/** The width and the style of an element's upper border or of its outline. */
export function lineOf(page: Page, line: 'border-top' | 'outline', selector: string): Promise<string> {
  return page.evaluate(
    ([name, of]) => {
      const style = getComputedStyle(document.querySelector(of) ?? document.body);
      return `${style.getPropertyValue(`${name}-width`)} ${style.getPropertyValue(`${name}-style`)}`;
    },
    [line, selector] as const,
  );
}
