import type { TokenCache } from '../cache/token-cache.ts';

/** One sentence of the contract, and how to find out whether a cache keeps it. */
export interface TokenCacheClause {
  readonly name: string;
  /** Rejects with what was seen instead. */
  check(cache: TokenCache): Promise<void>;
}
