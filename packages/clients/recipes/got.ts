import type { TokenClient } from '@tokenkeep/core';
import got, { type Got, type Request } from 'got';
import { requireApiOrigin } from './require-api-origin.ts';

/** A `got` whose requests carry the token. A stream is not sent again, but its refused token is not used again either. */
export function tokenGot(tokens: TokenClient): Got {
  const usedBy = ({ options }: Request): string => String(options.headers['authorization']).slice('Bearer '.length);
  return got.extend({
    hooks: {
      beforeRequest: [
        async (options) => {
          requireApiOrigin(tokens, options.url ?? '');
          const { accessToken } = await tokens.getToken();
          options.headers['authorization'] = `Bearer ${accessToken}`;
        },
      ],
      afterResponse: [
        async (response, sendAgain) => {
          if (response.statusCode !== 401) return response;
          const used = usedBy(response.request);
          await tokens.invalidate(used);
          const newer = await tokens.getToken().catch(() => undefined);
          return newer === undefined || newer.accessToken === used ? response : sendAgain({});
        },
      ],
      beforeError: [
        async (error) => {
          if (error.response?.statusCode === 401) await tokens.invalidate(usedBy(error.response.request));
          return error;
        },
      ],
    },
  });
}
