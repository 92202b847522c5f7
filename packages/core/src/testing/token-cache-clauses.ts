import { entryClauses } from './entry-clauses.ts';
import { lockClauses } from './lock-clauses.ts';
import type { TokenCacheClause } from './token-cache-clause.ts';

/** The whole contract of a `TokenCache`. A cache without `lock` keeps the clauses about locks. */
export const tokenCacheClauses: readonly TokenCacheClause[] = [...entryClauses, ...lockClauses];
