import type { Page } from 'playwright-core';

/** All that goes between a page and whoever it talks to. */
export interface Recorder {
  /** URLs that were asked for. */
  readonly urls: Set<string>;
  /** Header names that were sent or received. */
  readonly headers: Set<string>;
  /** Waits for what is under way and gives every body, request and response alike. */
  bodies(): Promise<string>;
}

/** Listens from now on. */
export function record(page: Page): Recorder {
  const urls = new Set<string>();
  const headers = new Set<string>();
  const bodies: Promise<string>[] = [];
  page.on('request', (request) => {
    urls.add(request.url());
    for (const name of Object.keys(request.headers())) headers.add(name.toLowerCase());
    bodies.push(Promise.resolve(request.postData() ?? ''));
  });
  page.on('response', (response) => {
    for (const [name, value] of Object.entries(response.headers())) {
      headers.add(name.toLowerCase());
      bodies.push(Promise.resolve(value));
    }
    bodies.push(response.text().catch(() => ''));
  });
  return { urls, headers, bodies: async () => (await Promise.all(bodies)).join('\n') };
}

/** All that a page keeps in the browser. */
export function stored(page: Page): Promise<string> {
  return page.evaluate(async () =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await indexedDB.databases(),
      await caches.keys(),
    ]),
  );
}
