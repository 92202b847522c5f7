import type { TokenClient } from '@tokenkeep/core';
import { configError } from './config-error.ts';
import type { Authorize } from './request/authorize.ts';

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
   * Hears of what ended in a fixed 403 or 5xx: what `authorize` threw, and why no token or answer was had. Never
   * carries a secret or token of ours. What it throws is ignored. Default: `console.error`.
   */
  readonly onError?: ((error: unknown, request: Request) => void) | undefined;
}

/** @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work, and the remedy */
export function checkGuardOptions(where: string, { client, authorize, allowedOrigins, onError }: GuardOptions): void {
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
  if (allowedOrigins === undefined) return;
  if (!Array.isArray(allowedOrigins) || !allowedOrigins.every(isExactOrigin)) {
    throw configError(
      `${where}: allowedOrigins must list exact origins, such as ["https://app.example.com"], without wildcard, path or trailing slash: correct it.`,
    );
  }
}

function isExactOrigin(value: unknown): boolean {
  return (
    typeof value === 'string' && /^https?:[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value
  );
}
