/** What a caller may ask of `getToken`. */
export interface GetTokenOptions {
  /** Rejects this one caller, with `signal.reason`; the exchange behind it goes on for the others. */
  readonly signal?: AbortSignal | undefined;
  /** The least life the token must have left, milliseconds. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
}

/** Its own members alone: what is inherited from a polluted prototype asks for nothing. */
export function ownOptions(options: GetTokenOptions | undefined): GetTokenOptions {
  const own: GetTokenOptions = Object.assign(Object.create(null), options);
  return own;
}
