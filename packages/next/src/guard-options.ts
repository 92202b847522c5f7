import { configError, readOptions, type TokenClient } from '@tokenkeep/core';
import type { Authorize } from './request/authorize.ts';
import type { ErrorListener } from './request/refuse.ts';

/** Options that the proxy and the token route share. */
export interface GuardOptions {
  /** The client whose token is used: from `sharedTokenClient` or `createTokenClient`. */
  readonly client: TokenClient;
  /** Says who may call. It is called for every request, inside the handler. */
  readonly authorize: Authorize;
  /**
   * Your site's own origins, to recognise its requests without `Sec-Fetch-Site`, as from old browsers and plain-http sites.
   * It never opens the route to other sites, and there are no CORS headers. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Called with the reason for an answer that did not come from the API: a `RouteRefusal` that names the check, what
   * `authorize` threw, or why there was no token or no API. Not called if the caller has gone away. The error holds no secret
   * or token of ours. What it throws is ignored. Default: `console.error`; outside of development only for a 5xx.
   */
  readonly onError?: ErrorListener | undefined;
}

/** The names of {@link GuardOptions}. */
export const guardOptionNames = ['client', 'authorize', 'allowedOrigins', 'onError'] as const;

/**
 * Checks the options. @returns a copy, so that later changes have no effect
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and what to do
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
