import { expect } from 'vitest';
import type { MockWorld } from './mock-world.ts';

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
 * been asked for the path in the URL, which `authorize` saw, or for nothing.
 *
 * @param route the URL of the route's folder
 * @param options `slash` for an app with `trailingSlash`
 */
export async function attackPath(
  route: string,
  { echo }: MockWorld,
  options: { readonly slash?: boolean; readonly edge?: boolean } = {},
): Promise<void> {
  const headers = { cookie: 'session=valid', 'sec-fetch-site': 'same-origin' };
  const slash = options.slash === true ? '/' : '';
  const ask = async (path: string): Promise<{ readonly status: number; readonly asked: readonly string[] }> => {
    const before = echo.requests.length;
    const { status } = await fetch(`${route}${path}`, { headers, redirect: 'manual' });
    return { status, asked: echo.requests.slice(before).map(({ url }) => url ?? '') };
  };
  const path = '/open/conversations/open/ann';
  for (const query of forged) {
    const { status, asked } = await ask(`${path}${slash}?${query}`);
    if (asked.length > 0) expect([status, ...asked.map(pathOf)]).toEqual([200, path]);
    // What Next calls its own may be lost; nothing that it adds may get through.
    if (options.edge === true) expect(asked.filter((url) => url.includes('?path='))).toEqual([]);
    if (asked.length === 0) expect([query, status]).toEqual([query, 404]);
  }
  expect(await ask(`${path}${slash}?x=1&q=a&q=b%26&limit=`)).toEqual({
    status: 200,
    asked: [`${path}?x=1&q=a&q=b%26&limit=`],
  });
  expect(await ask(`${path}${slash}`)).toEqual({ status: 200, asked: [path] });
}
