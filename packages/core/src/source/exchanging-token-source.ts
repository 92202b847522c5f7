import { GuardedCache } from '../cache/guarded-cache.ts';
import type { TokenCache } from '../cache/token-cache.ts';
import type { FreshnessPolicy } from '../token/freshness.ts';
import { CachedTokenSource } from './cached-token-source.ts';
import { CoolDownTokenSource } from './cool-down-token-source.ts';
import { IssuerTokenSource, type IssuerTokenSourceOptions } from './issuer-token-source.ts';
import type { TokenSource } from './token-source.ts';

/** What an {@link exchangingTokenSource} is made of. */
export interface ExchangingTokenSourceOptions extends IssuerTokenSourceOptions {
  /** Without one, the reuse source's own memory is all there is: nothing is sealed, kept or looked up. */
  readonly cache: TokenCache | undefined;
  readonly policy: FreshnessPolicy;
}

/** All that is below the reuse source, loaded at the first exchange: cool-down around cached around the issuer. */
export function exchangingTokenSource(options: ExchangingTokenSourceOptions): TokenSource {
  const exchanging = new IssuerTokenSource(options);
  const cache = options.cache && new GuardedCache(options.cache, options);
  const inner = cache === undefined ? exchanging : new CachedTokenSource({ ...options, inner: exchanging, cache });
  return new CoolDownTokenSource({ ...options, inner });
}
