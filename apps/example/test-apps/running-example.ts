import type { MockServer } from '@tokenkeep/mock-server';
import type { Page } from 'playwright-core';
import type { CacheKind } from '../src/cache-place.ts';
import type { Action } from '../src/demo/buttons.ts';
import type { Outcome } from '../src/demo/demo.ts';
import type { DemoState, Example as BuiltExample } from '../src/example.ts';

/** The example, up and demonstrating. */
export interface RunningExample extends AsyncDisposable {
  readonly server: MockServer;
  /** Of the page. */
  readonly url: string;
  /** What has gone wrong, a line each. */
  readonly troubles: readonly string[];
  close(): Promise<void>;
}

/** Starts all of it, as `npm start` does: the built one. */
export async function startExample(cache: CacheKind): Promise<RunningExample> {
  const built = new URL('../dist/example.js', import.meta.url).href;
  const { Example }: { Example: typeof BuiltExample } = await import(built);
  const example = new Example(cache);
  try {
    await example.exercise();
    await example.demonstrate();
    const url = example.urls.get('next') ?? '';
    const close = (): Promise<void> => example[Symbol.asyncDispose]();
    return { server: await example.server, url, troubles: example.troubles, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await example[Symbol.asyncDispose]();
    throw error;
  }
}

/** Presses a button and waits until the page says what came of it, or, if it need not have settled, that it was pressed. */
export async function press(page: Page, action: Action, until = '[data-settled=true]'): Promise<string> {
  const before = await page.getAttribute('[data-id]', 'data-id');
  await page.click(`button[data-action=${action}]`);
  await page.waitForSelector(`[data-outcome=${action}]${until}:not([data-id="${before}"])`, { timeout: 120_000 });
  return page.innerText('[data-testid=said]');
}

/** Presses a button, and gives the numbers that the page then shows. */
export async function numbersAfter(page: Page, action: Action): Promise<Pick<Outcome, 'ours' | 'naive'>> {
  await press(page, action);
  return (await readState(page)).outcome;
}

/** All that the page has been told. */
export async function readState(page: Page): Promise<DemoState> {
  const response = await page.request.get('/demo');
  return (await response.json()) as DemoState;
}

/** The tokens that the applications hold: the issuer is sticky, so an exchange tells them. */
export async function heldTokens(server: MockServer): Promise<string[]> {
  const tokens: string[] = [];
  for (const credentials of server.apps) {
    const body = JSON.stringify({ type: 'application', ...credentials });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/oauth2/token:generate`, { method: 'POST', headers, body });
    const { accessToken } = (await response.json()) as { accessToken: string };
    tokens.push(accessToken);
  }
  return tokens;
}
