import { GuardedCache } from '../cache/guarded-cache.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import type { FreshnessPolicy } from '../token/freshness.ts';
import { CachedTokenSource } from './cached-token-source.ts';
import { CoolDownTokenSource } from './cool-down-token-source.ts';
import { IssuerTokenSource, type IssuerTokenSourceOptions } from './issuer-token-source.ts';
import type { TokenSource } from './token-source.ts';

/** What an {@link exchangingTokenSource} is made of. */
export interface ExchangingTokenSourceOptions extends IssuerTokenSourceOptions {
  readonly cache: TokenCache;
  readonly policy: FreshnessPolicy;
}

/** All that is below the reuse source, loaded at the first exchange: cool-down around cached around the issuer. */
export function exchangingTokenSource(options: ExchangingTokenSourceOptions): TokenSource {
  const exchanging = new IssuerTokenSource(options);
  const cache = new GuardedCache(options.cache, options);
  const cached = new CachedTokenSource({ ...options, inner: exchanging, cache });
  return new CoolDownTokenSource({ ...options, inner: cached });
}
