/** Options of `getToken`. */
export interface GetTokenOptions {
  /** When it aborts, this one call rejects with `signal.reason`. The exchange goes on for the other callers. */
  readonly signal?: AbortSignal | undefined;
  /** How long the token must still be valid, in milliseconds; else `ERR_TOKEN_LIFETIME`. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
}

/** Only the object's own properties, so that a polluted `Object.prototype` has no effect. */
export function ownOptions(options: GetTokenOptions | undefined): GetTokenOptions {
  const own: GetTokenOptions = Object.assign(Object.create(null), options);
  return own;
}
