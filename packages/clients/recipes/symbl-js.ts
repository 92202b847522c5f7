import { sdk } from '@symblai/symbl-js';
import { withToken, type TokenClient } from '@tokenkeep/core';
import { requireApiOrigin } from './require-api-origin.ts';

/** Uses Symbl's SDK with a token, and once more with another one if the API refused it. */
export async function withSymbl<Result>(
  tokens: TokenClient,
  use: (symbl: typeof sdk) => Promise<Result>,
  basePath = 'https://api.symbl.ai',
): Promise<Result> {
  requireApiOrigin(tokens, basePath);
  return withToken(
    tokens,
    async ({ accessToken }) => {
      // Its timer has no credentials to refresh with, and would keep the process alive for a day.
      Reflect.set(sdk.oauth2, 'automaticallyRefreshToken', false);
      await sdk.init({ accessToken, tlsAuth: true, basePath });
      return use(sdk);
    },
    (_, error) => String(Reflect.get(Object(error), 'message')).includes('not authorized'),
    // It refuses a token with a minute left or less.
    { minLifetimeMs: 61_000 },
  );
}
