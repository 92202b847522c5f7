import { configError, readOptions, type TokenClient } from '@tokenkeep/core';
import type { Authorize } from './request/authorize.ts';
import type { ErrorListener } from './request/refuse.ts';

/** The options that both kinds of route have. */
export interface GuardOptions {
  /** The client whose token is used, as `sharedTokenClient` or `createTokenClient` makes it. */
  readonly client: TokenClient;
  /** Who may call. Required; asked for every request, inside the handler. */
  readonly authorize: Authorize;
  /**
   * The origins that the application itself is served from. Only asked for requests without `Sec-Fetch-Site`, which old
   * browsers and plain-http sites send. Default: none. No CORS header is ever sent, whatever stands here.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Hears why a request ended in a fixed answer: a `RouteRefusal` naming the check that refused, what `authorize` threw,
   * and why no token or answer was had; of callers who have gone it hears nothing. Never carries a secret or token of
   * ours. What it throws is ignored. Default: `console.error`, and outside of development nothing that callers bring
   * about themselves (4xx).
   */
  readonly onError?: ErrorListener | undefined;
}

/** The names of {@link GuardOptions}. */
export const guardOptionNames = ['client', 'authorize', 'allowedOrigins', 'onError'] as const;

/**
 * A copy of the options, so that nothing can change them behind the handler.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and the remedy
 */
export function readGuardOptions<Options extends GuardOptions>(
  where: string,
  given: Options,
  known: readonly (keyof Options & string)[],
): Options {
  const options = readOptions(where, given, known);
  const { client, authorize, allowedOrigins, onError } = options;
  if (typeof client?.getToken !== 'function' || typeof client.fetch !== 'function') {
    throw configError(`${where}: client is missing: pass sharedTokenClient() or createTokenClient().`);
  }
  if (typeof authorize !== 'function') {
    throw configError(
      `${where}: authorize is missing: pass a function that returns true for a request that may use the API, else everybody could.`,
    );
  }
  if (onError !== undefined && typeof onError !== 'function') {
    throw configError(`${where}: onError must be a function: correct it.`);
  }
  if (allowedOrigins === undefined) return options;
  const origins: readonly unknown[] = Array.isArray(allowedOrigins) ? [...allowedOrigins] : [undefined];
  if (!origins.every(isExactOrigin)) {
    throw configError(
      `${where}: allowedOrigins must list exact origins, such as ["https://app.example.com"], without wildcard, path or trailing slash: correct it.`,
    );
  }
  return Object.assign(options, { allowedOrigins: origins });
}

function isExactOrigin(value: unknown): boolean {
  return (
    typeof value === 'string' && /^https?:[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value
  );
}
