import { withToken, type TokenClient } from '@tokenkeep/core';
import axios, { type AxiosAdapter } from 'axios';
import { requireApiOrigin } from './require-api-origin.ts';

/** For `axios.create({ adapter: tokenAdapter(tokens) })`. */
export function tokenAdapter(tokens: TokenClient): AxiosAdapter {
  const send = axios.getAdapter('http');
  return async (config) => {
    requireApiOrigin(tokens, axios.getUri(config));
    const beforeRedirect = ({ href }: Record<string, string>): void => requireApiOrigin(tokens, href ?? '');
    return withToken(
      tokens,
      ({ accessToken }) => {
        config.headers.set('Authorization', `Bearer ${accessToken}`);
        return send({ ...config, beforeRedirect });
      },
      (response, error) => response?.status === 401 || (axios.isAxiosError(error) && error.status === 401),
      // A stream cannot be sent again; a form can.
      { replayable: typeof config.data?.pipe !== 'function' },
    );
  };
}
