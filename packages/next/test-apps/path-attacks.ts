import type { MockWorld } from './mock-world.ts';
import { serve } from './next-app.ts';

/** Queries by which callers write what Next reads as its own parameters. */
const forged = [
  'nxtPpath=open%2Fconversations%2Fbob',
  'nxtIpath=open%2Fconversations%2Fbob',
  'nxtPpath=open&nxtPpath=conversations&nxtPpath=bob',
  'nxtPnxtPpath=open%2Fbob',
  'nxtPnxtPpath=open&nxtPpath=x&nxtPnxtPpath=bob',
  'path=open&path=conversations&path=bob',
  'path=open%2Fconversations%2Fbob',
  // Ends of the path itself.
  'nxtPpath=open%2Fann',
  'nxtPpath=conversations%2Fopen%2Fann',
  'nxtIpath=ann',
  'nxtPpath=',
];

function pathOf(url: string): string {
  return url.split('?', 1).join('');
}

/**
 * Asks a proxy to the echo server for one path while its query names another. Whatever is answered, the API must have
 * been asked for the path in the URL, which `authorize` saw, or for nothing; and an honest request must get through.
 *
 * @param route the URL of the route's folder
 * @param options `slash` for an app with `trailingSlash`
 * @returns what went wrong
 */
export async function pathFaults(
  route: string,
  { echo }: MockWorld,
  options: { readonly slash?: boolean; readonly edge?: boolean } = {},
): Promise<readonly string[]> {
  const headers = { cookie: 'session=valid', 'sec-fetch-site': 'same-origin' };
  const path = '/open/conversations/open/ann';
  const ask = async (query: string): Promise<readonly [status: number, ...asked: readonly string[]]> => {
    const before = echo.requests.length;
    const { status } = await fetch(route + path + (options.slash === true ? '/' : '') + query, { headers });
    return [status, ...echo.requests.slice(before).map(({ url }) => url ?? '')];
  };
  const faults: string[] = [];
  for (const query of forged) {
    const [status, asked] = await ask(`?${query}`);
    // What Next calls its own may be lost; nothing that it adds may get through.
    const ofNext = options.edge === true && asked?.includes('?path=') === true;
    const right = asked === undefined ? status === 404 : status === 200 && pathOf(asked) === path && !ofNext;
    if (!right) faults.push(`${route} ?${query}: ${status} ${asked}`);
  }
  for (const query of ['', '?x=1&q=a&q=b%26&limit=']) {
    const [status, ...asked] = await ask(query);
    if (status !== 200 || asked.join() !== path + query) faults.push(`${route} ${query}: ${status} ${asked.join()}`);
  }
  return faults;
}

/** The same under `next dev`, on Node and on edge, in an app with a base path, slashes at the end, and locales. */
export async function pathFaultsUnderDev(directory: string, world: MockWorld): Promise<readonly string[]> {
  const variables = { ...world.variables, BASE_PATH: '/base', TRAILING_SLASH: 'yes', LOCALES: 'en,de' };
  await using app = await serve(directory, 'dev', variables);
  const faults = [await pathFaults(`${app.url}/base/api/echo`, world, { slash: true })];
  for (const route of ['edge', 'edge-named']) {
    faults.push(await pathFaults(`${app.url}/base/api/${route}`, world, { slash: true, edge: true }));
  }
  return faults.flat();
}
