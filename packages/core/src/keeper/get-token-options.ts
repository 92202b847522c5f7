/** What a caller may ask of `getToken`. */
export interface GetTokenOptions {
  /** Rejects this one caller, with `signal.reason`; the exchange behind it goes on for the others. */
  readonly signal?: AbortSignal | undefined;
  /** The least life the token must have left, milliseconds. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
}
