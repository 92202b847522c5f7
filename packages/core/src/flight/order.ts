import type { Deadline } from '../concurrency/deadline.ts';
import type { AccessToken } from '../token/access-token.ts';

/** What a flight is to bring. */
export interface Order {
  /** By when all of it must be over. */
  readonly deadline: Deadline;
  /** The least life the token must have left to be taken from a cache, milliseconds. */
  readonly minLifetimeMs: number;
  /** The token that is held and is to be replaced. */
  readonly replacing: AccessToken | undefined;
  /** `replacing` was refused by the API. */
  readonly refused: boolean;
  /** `replacing` is dead or refused: another will do, even if it is due itself. */
  readonly urgent: boolean;
  /** The refresh can wait while the cache is out of reach. */
  readonly postponable: boolean;
  /** Told once somebody is to be asked: not by a flight that a rest ends at once. */
  readonly started: () => void;
}
