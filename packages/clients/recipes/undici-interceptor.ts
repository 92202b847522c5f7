import { withToken, type TokenClient } from '@tokenkeep/core';
import type { Dispatcher } from 'undici';
import { requireApiOrigin } from './require-api-origin.ts';

/** For `new Agent().compose(tokenInterceptor(tokens))`; an interceptor that follows redirects comes after it. */
export function tokenInterceptor(tokens: TokenClient): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    requireApiOrigin(tokens, options.origin ?? '');
    const { body } = options;
    const replayable = body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array;

    const attempt = (accessToken: string): Promise<Answer> =>
      new Promise((resolve) => {
        let discarded = false;
        const headers = withBearer(options.headers, accessToken);
        dispatch(
          { ...options, headers },
          {
            onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
            onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
            onResponseStart(controller, statusCode, ...rest) {
              // The answer is held back until it is known whether there is a second attempt.
              controller.pause();
              const forward = (): void => {
                handler.onResponseStart?.(controller, statusCode, ...rest);
                controller.resume();
              };
              const discard = (): void => {
                discarded = true;
                controller.resume();
              };
              resolve({ statusCode, forward, discard });
            },
            onResponseData: (...data) => void (discarded || handler.onResponseData?.(...data)),
            onResponseEnd: (...end) => void (discarded || handler.onResponseEnd?.(...end)),
            onResponseError: (...error) => void (discarded || handler.onResponseError?.(...error)),
          },
        );
      });

    withToken<Answer>(
      tokens,
      ({ accessToken }, refused) => {
        refused?.discard();
        return attempt(accessToken);
      },
      (answer) => answer?.statusCode === 401,
      { replayable },
    ).then(
      (answer) => answer.forward(),
      (error: Error) => handler.onResponseError?.(noController, error),
    );
    return true;
  };
}

interface Answer {
  readonly statusCode: number;
  forward(): void;
  discard(): void;
}

const noController: Dispatcher.DispatchController = {
  aborted: true,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};

type Headers = NonNullable<Dispatcher.DispatchOptions['headers']>;

function withBearer(headers: Headers | null | undefined, accessToken: string): Headers {
  const authorization = `Bearer ${accessToken}`;
  if (Array.isArray(headers)) return [...headers, 'authorization', authorization];
  const isIterable = typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
  return { ...(isIterable ? Object.fromEntries(headers) : headers), authorization };
}
