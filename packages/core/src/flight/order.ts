import type { Deadline } from '../concurrency/deadline.ts';
import type { AccessToken } from '../token/access-token.ts';

/** What a flight must obtain. */
export interface Order {
  /** When the whole flight must be over. */
  readonly deadline: Deadline;
  /** How long a token from the cache must still be valid, in milliseconds. */
  readonly minLifetimeMs: number;
  /** The client's token, which is to be replaced. */
  readonly replacing: AccessToken | undefined;
  /** The API refused `replacing`. */
  readonly refused: boolean;
  /** `replacing` has expired or was refused: any other valid token is good enough. */
  readonly urgent: boolean;
  /** The refresh can wait until the cache can be reached. */
  readonly postponable: boolean;
  /** Called when the flight begins its work. Not called if a rest ends it at once. */
  readonly started: () => void;
}
