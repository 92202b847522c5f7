export { createTokenClient } from './create-token-client.ts';
export type { TokenClientOptions } from './options.ts';
export type { TokenClient, TokenStatus } from './token-client.ts';
export { tokenHealth, type TokenHealth } from './token-health.ts';

export {
  clientCredentials,
  type ClientAuthMethod,
  type ClientCredentials,
  type ClientCredentialsOptions,
} from './issuer/client-credentials.ts';
export { symbl, type SymblCredentials, type SymblOptions } from './issuer/symbl.ts';
export type { PresentedToken, TokenExchange, TokenIssuer } from './issuer/token-issuer.ts';
export type { ExchangeAnswer, ExchangeRequest, ExplainAnswer, SendExchange } from './http/exchange-request.ts';
export type { Endpoint, OptionNames } from './errors/endpoint.ts';
export { withToken, type WithTokenOptions } from './http/with-token.ts';
export { parseTokenResponse, type TokenGrant } from './token/parse-token-response.ts';

export { memoryCache, type MemoryCacheOptions } from './cache/memory-cache.ts';
export type { TokenCache, TokenCacheLock } from './cache/token-cache.ts';

export { AccessToken, type AccessTokenFields } from './token/access-token.ts';
export { freshness, type Freshness, type FreshnessPolicy, type TokenLife } from './token/freshness.ts';
export { Secret } from './token/secret.ts';
export type { GetTokenOptions } from './keeper/token-keeper.ts';

export { TokenError, type TokenErrorFacts, type TokenErrorReason } from './errors/token-error.ts';
export {
  gatewayAnswer,
  type FailureFacts,
  type GatewayAnswer,
  type LogLevel,
  type TokenErrorCode,
} from './errors/meaning.ts';
export { configError, requireDuration } from './errors/config-error.ts';
export { readOptions } from './errors/read-options.ts';
export { eventLevel, type TokenEvent, type TokenEventListener } from './events.ts';
export type { Clock, ClockTimer } from './concurrency/clock.ts';
