import type { TokenCache } from '../cache/token-cache.ts';
import { entryClauses } from './entry-clauses.ts';
import { lockClauses } from './lock-clauses.ts';

/** One sentence of the contract, and how to find out whether a cache keeps it. */
export interface TokenCacheClause {
  readonly name: string;
  /** Rejects with what was seen instead. */
  check(cache: TokenCache): Promise<void>;
}

/** The whole contract of a {@link TokenCache}. A cache without `lock` keeps the clauses about locks. */
export const tokenCacheClauses: readonly TokenCacheClause[] = [...entryClauses, ...lockClauses];
