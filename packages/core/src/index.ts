export { createTokenClient } from './create-token-client.ts';
export type { TokenClientOptions } from './options.ts';
export type { TokenClient, TokenStatus } from './token-client.ts';

export {
  clientCredentials,
  type ClientAuthMethod,
  type ClientCredentials,
  type ClientCredentialsOptions,
} from './issuer/client-credentials.ts';
export { symbl, type SymblCredentials, type SymblOptions } from './issuer/symbl.ts';
export type { ExchangeRequest, SendExchange, TokenExchange, TokenIssuer } from './issuer/token-issuer.ts';
export { parseTokenResponse, type TokenGrant } from './token/parse-token-response.ts';

export { memoryCache, type MemoryCacheOptions } from './cache/memory-cache.ts';
export type { TokenCache, TokenCacheLock } from './cache/token-cache.ts';

export { AccessToken, type AccessTokenFields } from './token/access-token.ts';
export { freshness, type Freshness, type FreshnessPolicy, type TokenLife } from './token/freshness.ts';
export { Secret } from './token/secret.ts';
export type { GetTokenOptions, TokenRequest, TokenSource } from './source/token-source.ts';

export { TokenError, type TokenErrorCode, type TokenErrorFacts } from './errors/token-error.ts';
export type { TokenEvent, TokenEventListener } from './events.ts';
export type { Clock, ClockTimer } from './concurrency/clock.ts';
