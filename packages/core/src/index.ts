export { createTokenClient } from './create-token-client.ts';
export { tokenClientOptionNames, type TokenClientOptions } from './options.ts';
export type { TokenClient, TokenStatus } from './token-client.ts';
export { cachedStatus, type CachedStatus, type CachedStatusOptions } from './cached-status.ts';
export { tokenHealth, type TokenHealth } from './token-health.ts';

export { clientCredentials, type ClientCredentialsOptions } from './issuer/client-credentials.ts';
export { jwtBearer, type JwtBearerOptions } from './issuer/jwt-bearer.ts';
export { symbl, type SymblCredentials, type SymblOptions } from './issuer/symbl.ts';
export { tokenEndpoint, type TokenEndpointOptions } from './issuer/token-endpoint.ts';
export type { ExchangeMoment } from './issuer/endpoint-issuer.ts';
export type { OAuthOptions } from './issuer/oauth-options.ts';
export type { EndpointRequest, KnownRequest, Parameters } from './issuer/endpoint-request.ts';
export type { TokenUse } from './issuer/token-use.ts';
export type { ValueOrFunction } from './issuer/credential.ts';
export { clientAssertion, type ClientAssertionOptions } from './issuer/auth/client-assertion.ts';
export { clientSecretBasic, type ClientSecretBasicOptions } from './issuer/auth/client-secret-basic.ts';
export { clientSecretPost } from './issuer/auth/client-secret-post.ts';
export { privateKeyJwt, type PrivateKeyJwtOptions } from './issuer/auth/private-key-jwt.ts';
export { tlsClientAuth, type TlsClientAuthOptions } from './issuer/auth/tls-client-auth.ts';
export type { OAuthClient } from './issuer/auth/oauth-client.ts';
export type { SigningOptions } from './issuer/auth/key-reader.ts';
export type { SigningKey } from './issuer/auth/signing-key.ts';
export type { SigningAlgorithm } from './issuer/auth/signing-algorithm.ts';
export type { JwtClaims } from './issuer/auth/sign-jwt.ts';
export type {
  AuthenticationProof,
  ClientAuthentication,
  PreparedAuthentication,
  ProvenTo,
} from './issuer/auth/client-authentication.ts';
export type { PresentedToken, TokenExchange, TokenIssuer } from './issuer/token-issuer.ts';
export type { ExchangeAnswer, ExchangeRequest, ExplainAnswer, SendExchange } from './http/exchange-request.ts';
export type { Endpoint, OptionNames } from './errors/endpoint.ts';
export { withToken, type WithTokenOptions } from './http/with-token.ts';
export { parseTokenResponse, type TokenGrant } from './token/parse-token-response.ts';
export type { LifePlace, TokenPlaces } from './token/token-places.ts';
export type { AnswerPlace, AnswerToRead } from './token/answer-place.ts';

export { memoryCache, type MemoryCacheOptions } from './cache/memory-cache.ts';
export type { TokenCache, TokenCacheLock } from './cache/token-cache.ts';

export { AccessToken, type AccessTokenFields } from './token/access-token.ts';
export { freshness, type Freshness, type FreshnessPolicy, type TokenLife } from './token/freshness.ts';
export { Secret } from './token/secret.ts';
export type { GetTokenOptions } from './keeper/get-token-options.ts';

export { TokenError, type TokenErrorFacts, type TokenErrorReason } from './errors/token-error.ts';
export {
  gatewayAnswer,
  type FailureFacts,
  type GatewayAnswer,
  type LogLevel,
  type TokenErrorCode,
} from './errors/meaning.ts';
export { configError, requireDuration } from './errors/config-error.ts';
export { isUnreachable } from './errors/is-unreachable.ts';
export { nearestOption, readOptions } from './errors/read-options.ts';
export { eventLevel, type TokenEvent, type TokenEventListener } from './events.ts';
export type { Clock, ClockTimer } from './concurrency/clock.ts';
export type { UnderlyingAnswer, UnderlyingFetch, UnderlyingInit } from './http/underlying-fetch.ts';
