import type { MockServer } from '../mock-server.ts';

/**
 * The server and its first app as a shell assigns variables, one per line: `set -a; . ./mock.env`.
 *
 * @param withSecret whether to print its secret: one that was made here can be read nowhere else
 */
export function shellLines({ url, apps: [app] }: Pick<MockServer, 'url' | 'apps'>, withSecret: boolean): string {
  const variables = [
    ['SYMBL_BASE_URL', url],
    ['SYMBL_APP_ID', app.appId],
    ...(withSecret ? [['SYMBL_APP_SECRET', app.appSecret]] : []),
  ];
  return variables.map(([name = '', value = '']) => `${name}=${quoted(value)}\n`).join('');
}

function quoted(value: string): string {
  return /^[\w./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
