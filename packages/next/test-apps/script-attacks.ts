import { expect } from 'vitest';
import { startRecordingServer } from '../test/recording-server.ts';
import type { MockWorld } from './mock-world.ts';
import type { RunningApp } from './next-app.ts';
import type { Visitor } from './visitor.ts';

const xhtml = 'http://www.w3.org/1999/xhtml';
const part = (script: string): string => `--b\r\nContent-Type: text/html\r\n\r\n<script>${script}</script>\r\n--b--`;

/** Bodies that run a script, each in some browser, opened as a page or put into one. */
const bodies: Readonly<Record<string, (script: string) => string>> = {
  'text/html': (script) => `<!doctype html><script>${script}</script>`,
  'application/xhtml+xml': (script) => `<html xmlns="${xhtml}"><script>${script}</script></html>`,
  'text/xml': (script) => `<html xmlns="${xhtml}"><script>${script}</script></html>`,
  'text/xsl': (script) => `<html xmlns="${xhtml}"><script>${script}</script></html>`,
  'application/rdf+xml': (script) => `<html xmlns="${xhtml}"><script>${script}</script></html>`,
  'image/svg+xml': (script) => `<svg xmlns="http://www.w3.org/2000/svg"><script>${script}</script></svg>`,
  'multipart/x-mixed-replace; boundary=b': part,
  'text/javascript': (script) => script,
  'application/x-javascript; charset=utf-8': (script) => script,
};

/** Puts an address into the page in each way that could run it, and waits for those that say when they are done. */
const putIntoPage = (url: string): string => `(async () => {
  const add = (name, attributes) => new Promise((done) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.onload = element.onerror = done;
    document.body.append(element);
    setTimeout(done, 500);
  });
  const url = ${JSON.stringify(url)};
  await Promise.all([
    add('script', { src: url }),
    add('script', { src: url + '&module', type: 'module' }),
    add('iframe', { src: url + '&frame' }),
    add('object', { data: url + '&object' }),
    add('embed', { src: url + '&embed' }),
    import(url + '&import').catch(() => undefined),
  ]);
  try { new Worker(url + '&worker'); } catch {}
})()`;

/**
 * Has a browser open every body through the proxy, and put it into a page of the application; then the same straight from
 * the API, whose own origin it may run in.
 *
 * @param expected what must have run straight from the API, such as `page text/html`: else the attack itself is broken
 * @returns what ran in the application
 */
export async function scriptsThatRan(
  visitor: Visitor,
  app: RunningApp,
  { echo }: MockWorld,
  expected: readonly string[],
): Promise<readonly string[]> {
  await using beacon = await startRecordingServer();
  const ran = (where: string): readonly string[] => {
    const heard = beacon.requests.map(({ url = '' }) => decodeURIComponent(url.slice(1)));
    return heard.filter((name) => name.startsWith(where)).map((name) => name.slice(where.length));
  };
  await visitor.run(app.url, `Promise.resolve(document.cookie = 'session=valid')`);
  await openAll(visitor, `${app.url}/api/echo`, app.url, `${beacon.url}/app `);
  const pageOfTheApi = `${echo.url}/open/as?type=text/html&body=<!doctype html><body>`;
  await openAll(visitor, echo.url, pageOfTheApi, `${beacon.url}/api `);
  await expect.poll(() => ran('api '), { timeout: 20_000 }).toEqual(expect.arrayContaining([...expected]));
  return ran('app ');
}

/** @param beacon the address that a script asks for when it runs, up to the name of the attack */
async function openAll(visitor: Visitor, api: string, page: string, beacon: string): Promise<void> {
  for (const [type, body] of Object.entries(bodies)) {
    const address = (how: string): string => {
      const script = `fetch(${JSON.stringify(new URL(`${beacon}${how} ${encodeURIComponent(type)}`))}, { mode: 'no-cors' })`;
      return `${api}/open/as?type=${encodeURIComponent(type)}&body=${encodeURIComponent(body(script))}`;
    };
    await visitor.visit(address('page'));
    await visitor.run(page, putIntoPage(address('script')));
  }
}
