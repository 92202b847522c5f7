import type { AccessToken } from '../token/access-token.ts';

/** What {@link withToken} needs of a token client. */
export interface TokenHolder {
  getToken(options?: WithTokenOptions): Promise<AccessToken>;
  invalidate(rejected: AccessToken): Promise<void>;
}

/** How {@link withToken} asks for its tokens, and how often it may try. */
export interface WithTokenOptions {
  /** Ends the waiting for a token, with `signal.reason`. An attempt has to heed it by itself. */
  readonly signal?: AbortSignal | undefined;
  /** The least life a token must have left, milliseconds. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
  /** Whether what `attempt` sends can be sent again. Default: true. `false` for a stream: its refusal is the answer. */
  readonly replayable?: boolean | undefined;
}

/**
 * Calls an API through a client that is no `fetch`, with the care for a 401 that `client.fetch` takes; only that a token
 * milliseconds old, which a replica of the API may not know yet, is not tried again by itself.
 *
 * | the first attempt | can be sent again | another token | then                                                   |
 * | ----------------- | ----------------- | ------------- | ------------------------------------------------------ |
 * | was not refused   |                   |               | what it came to                                        |
 * | was refused       | no                |               | its token is invalidated; what it came to              |
 * | was refused       | yes               | no            | its token is invalidated; what it came to              |
 * | was refused       | yes               | yes           | its token is invalidated; what the second one comes to |
 *
 * It knows no URL: where the token may go is for `attempt` to check, against `tokens.apiOrigins`.
 *
 * @param attempt makes the call with this token. The second time it is also given the first result, so that it can
 * discard it and free its connection; `undefined` when the first threw
 * @param refused whether the API refused the token, by what `attempt` came to: a result, or the error it threw
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
  // The API's own refusal says more than that there is no other token.
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
