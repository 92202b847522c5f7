import type { Deadline } from '../concurrency/deadline.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';

/** What a caller may ask of `getToken`. */
export interface GetTokenOptions {
  /** Rejects this one caller, with `signal.reason`; the exchange behind it goes on for the others. */
  readonly signal?: AbortSignal | undefined;
  /** The least life the token must have left, milliseconds. Default: 0. */
  readonly minLifetimeMs?: number | undefined;
}

/** What one source asks of the one below. */
export interface TokenRequest extends GetTokenOptions {
  /** By when all of it must be over. Default: the source's own. */
  readonly deadline?: Deadline | undefined;
  /** The token that the asker holds and wants replaced by a fresh one. */
  readonly replacing?: AccessToken | undefined;
  /** `replacing` was refused by the API: the same token again is of use only from the issuer itself. */
  readonly rejected?: boolean | undefined;
  /** The last exchange failed: try once, without retries. */
  readonly probe?: boolean | undefined;
  /** Credentials read by a source above, to be used for this exchange. */
  readonly exchange?: TokenExchange | undefined;
}

/** Anything that can produce a token. Sources wrap sources. */
export interface TokenSource {
  getToken(request?: TokenRequest): Promise<AccessToken>;
  /** The API refused *this* token: do not hand it out again if there is another. A newer one is left alone. Never rejects. */
  invalidate(rejected: AccessToken | string): Promise<void>;
}

/** The string of a token, in whichever form it was handed in. */
export function tokenString(token: AccessToken | string): string {
  return typeof token === 'string' ? token : token.accessToken;
}
