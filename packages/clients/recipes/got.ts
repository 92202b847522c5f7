import type { TokenClient } from '@tokenkeep/core';
import got, { type Got } from 'got';
import { requireApiOrigin } from './require-api-origin.ts';

/** A `got` whose requests carry the token; streams too, but they are not sent again after a 401. */
export function tokenGot(tokens: TokenClient): Got {
  return got.extend({
    hooks: {
      beforeRequest: [
        // Before every request, one after a redirect included.
        async (options) => {
          requireApiOrigin(tokens, options.url ?? '');
          const { accessToken } = await tokens.getToken();
          options.headers['authorization'] = `Bearer ${accessToken}`;
        },
      ],
      afterResponse: [
        async (response, sendAgain) => {
          if (response.statusCode !== 401) return response;
          const used = String(response.request.options.headers['authorization']).slice('Bearer '.length);
          await tokens.invalidate(used);
          const newer = await tokens.getToken().catch(() => undefined);
          return newer === undefined || newer.accessToken === used ? response : sendAgain({});
        },
      ],
    },
  });
}
