import type { AccessToken } from '../token/access-token.ts';

/** The part of a token client that {@link withToken} needs. */
export interface TokenHolder {
  getToken(options?: WithTokenOptions): Promise<AccessToken>;
  invalidate(rejected: AccessToken): Promise<void>;
}

/** Options of {@link withToken}. */
export interface WithTokenOptions {
  /** When it aborts, waiting for a token rejects with `signal.reason`. `attempt` must observe the signal by itself. */
  readonly signal?: AbortSignal | undefined;
  /** How long the token must still be valid, in milliseconds. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
  /** Whether `attempt` can send its request twice. `false` for a stream: then its refusal is the result. Default: true. */
  readonly replayable?: boolean | undefined;
}

/**
 * Calls an API through a client that does not use `fetch`, and handles a 401 as `client.fetch` does. One difference: it does
 * not first try a refused token again that is less than two seconds old.
 *
 * | the first attempt | can be sent again | another token | outcome                                        |
 * | ----------------- | ----------------- | ------------- | ---------------------------------------------- |
 * | was not refused   |                   |               | its result or error                            |
 * | was refused       | no                |               | token invalidated; its result or error         |
 * | was refused       | yes               | no            | token invalidated; its result or error         |
 * | was refused       | yes               | yes           | token invalidated; the second result or error  |
 *
 * It does not know where you send the token: `attempt` must send it to `tokens.apiOrigins` only.
 *
 * @param attempt makes the call with this token. The second time it also gets the first result, so that it can discard it
 * and free its connection; `undefined` if the first attempt threw
 * @param refused whether the API refused the token, judged by the result of `attempt` or the error that it threw
 * @returns what `attempt` resolved to
 * @throws what `attempt` or `refused` threw; what `getToken` rejects with, before the first attempt
 */
export async function withToken<Result>(
  tokens: TokenHolder,
  attempt: (token: AccessToken, refused?: Result) => Result | PromiseLike<Result>,
  refused: (result: Result | undefined, error: unknown) => boolean | PromiseLike<boolean>,
  options?: WithTokenOptions,
): Promise<Result> {
  const token = await tokens.getToken(options);
  const first = await endOf(attempt, token);
  if (!(await refused(first.result, first.error))) return first.settle();
  await tokens.invalidate(token);
  if (options?.replayable === false) return first.settle();
  // If there is no other token, the API's own refusal says more than that error.
  const newer = await tokens.getToken(options).catch(() => token);
  options?.signal?.throwIfAborted();
  return newer.accessToken === token.accessToken ? first.settle() : attempt(newer, first.result);
}

interface End<Result> {
  readonly result?: Result;
  readonly error?: unknown;
  settle(): Result;
}

async function endOf<Result>(
  attempt: (token: AccessToken) => Result | PromiseLike<Result>,
  token: AccessToken,
): Promise<End<Result>> {
  try {
    const result = await attempt(token);
    return { result, settle: () => result };
  } catch (error) {
    return {
      error,
      settle: () => {
        throw error;
      },
    };
  }
}
