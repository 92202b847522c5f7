import type { Browser, Request } from 'playwright-core';

/** What a page of another site tries. */
export interface Attempt {
  readonly target: string;
  /** The encoding of a form that is posted; without it the form is a GET. */
  readonly type?: string;
}

/** Each of these runs in the page. */
export function submitForm({ target, type }: Attempt): void {
  const form = document.createElement('form');
  Object.assign(form, { method: type === undefined ? 'get' : 'post', action: target, enctype: type });
  const field = document.createElement('input');
  Object.assign(field, { name: '{"messages":[{}],"x":"', value: '"}' });
  form.append(field);
  document.body.append(form);
  form.submit();
}

/** A request that asks for no permission. */
export async function sendNoCors({ target }: Attempt): Promise<void> {
  await fetch(target, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"messages":[{}]}' });
}

/** The same, to read. */
export async function readNoCors({ target }: Attempt): Promise<void> {
  await fetch(target, { mode: 'no-cors', credentials: 'include' });
}

/** @returns whether the page was given an answer */
export async function readAcross(target: string): Promise<string> {
  return fetch(target, { credentials: 'include' }).then(
    () => 'answered',
    (error: Error) => error.name,
  );
}

/** @returns whether the page was given an answer */
export async function sendJson(target: string): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const sent = fetch(target, { method: 'POST', credentials: 'include', headers, body: '{"messages":[{}]}' });
  return sent.then(
    () => 'answered',
    (error: Error) => error.name,
  );
}

/**
 * What the app answered when a page of the site did this. Where the page asks for no permission, the browser keeps the
 * answer from it, by its Cross-Origin-Resource-Policy.
 */
export async function statusFrom(
  browser: Browser,
  site: string,
  act: (attempt: Attempt) => unknown,
  attempt: Attempt,
): Promise<number | 'blocked'> {
  const page = await browser.newPage();
  await page.goto(site);
  const isIt = (request: Request): boolean => request.url().split('?', 1)[0] === attempt.target;
  const answered = Promise.race([
    page.waitForEvent('response', (response) => isIt(response.request())).then((response) => response.status()),
    page
      .waitForEvent(
        'requestfailed',
        (request) => isIt(request) && request.failure()?.errorText.includes('BLOCKED_BY_RESPONSE') === true,
      )
      .then(() => 'blocked' as const),
  ]);
  // A form takes the page away, and with it the answer of `evaluate`.
  const acted = page.evaluate<unknown, Attempt>(act, attempt).catch(() => undefined);
  const outcome = await answered;
  await acted;
  await page.close();
  return outcome;
}

/** What the page itself learnt from it. */
export async function resultFrom(
  browser: Browser,
  site: string,
  act: (target: string) => Promise<string>,
  target: string,
): Promise<string> {
  const page = await browser.newPage();
  await page.goto(site);
  const result = await page.evaluate(act, target);
  await page.close();
  return result;
}
