import { withToken, type TokenClient } from '@tokenkeep/core';
import type { Request, Response } from 'superagent';
import { requireApiOrigin } from './require-api-origin.ts';

/** Sends what `make` makes, such as `() => superagent.post(url).send(body)`; it is made anew after a 401. */
export function sendWithToken(tokens: TokenClient, make: () => Request): Promise<Response> {
  return withToken(
    tokens,
    async ({ accessToken }) => {
      const request = make();
      requireApiOrigin(tokens, request.url);
      // A redirect is an error: superagent has nowhere to check where it leads.
      return request.auth(accessToken, { type: 'bearer' }).redirects(0);
    },
    (_, error) => Reflect.get(Object(error), 'status') === 401,
  );
}
