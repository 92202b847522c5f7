import { fileURLToPath } from 'node:url';
import type { IssuerAddress } from './issuer-address.ts';

/** The built command, as its package names it. */
export const command: string = fileURLToPath(
  new URL('dist/main.js', import.meta.resolve('@tokenkeep/cli/package.json')),
);

/** The variables of somebody who uses it against an issuer, with a home in this folder. */
export function environment({ url, appId, appSecret }: IssuerAddress, home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_CACHE_HOME: home,
    XDG_RUNTIME_DIR: home,
    SYMBL_APP_ID: appId,
    SYMBL_APP_SECRET: appSecret,
    SYMBL_BASE_URL: url,
  };
}
