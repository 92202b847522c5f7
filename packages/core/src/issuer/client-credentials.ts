import type { Clock } from '../concurrency/clock.ts';
import { configError, requireDuration } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { requireOrigins, secretUrl } from '../http/allowed-origin.ts';
import type { ClientAuth } from './client-auth.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** How a client proves who it is (RFC 6749 §2.3.1, RFC 7523 §2.2). */
export type ClientAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';

/** `CryptoKey`, which is no global type where there is no DOM, as in a Node project. */
type SigningKey = Parameters<typeof globalThis.crypto.subtle.sign>[1];

/** An OAuth client's credentials. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions {
  /** The token endpoint, with its query if it has one; or give `issuer`. */
  readonly tokenUrl?: string | undefined;
  /** The issuer, whose metadata name the token endpoint (RFC 8414, OpenID Connect Discovery); read once, at first use. */
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** Read before each exchange, instead of `clientId` and `clientSecret`: a rotated secret needs no restart. */
  readonly credentials?: (() => Promise<ClientCredentials>) | undefined;
  /** Default: `client_secret_basic`. */
  readonly authMethod?: ClientAuthMethod | undefined;
  /** For `private_key_jwt`: a WebCrypto key for signing with RSA, ECDSA or Ed25519. */
  readonly privateKey?: SigningKey | undefined;
  /** The `kid` by which the server knows `privateKey`. */
  readonly keyId?: string | undefined;
  /** The `aud` of the signed assertion. Default: `issuer`, else `tokenUrl`. */
  readonly assertionAudience?: string | undefined;
  /**
   * What the cache is sealed with under `private_key_jwt`; the same in all processes that share a cache. Default: the
   * key itself, if it can be exported; else a random one, so that nothing is shared.
   */
  readonly sealingSecret?: string | undefined;
  /** Space-separated, or a list (RFC 6749 §3.3). */
  readonly scope?: string | readonly string[] | undefined;
  /** The API's identifier, for servers that want it, such as Auth0. */
  readonly audience?: string | undefined;
  /** Resource indicators (RFC 8707). */
  readonly resource?: string | readonly string[] | undefined;
  /** Further parameters of the request. */
  readonly extraParams?: Readonly<Record<string, string>> | undefined;
  /** How long a token lives whose answer has no `expires_in`, milliseconds. Default: such an answer is an error. */
  readonly assumeExpiresInMs?: number | undefined;
  /** The exact origins of the API that the tokens are for. */
  readonly apiOrigins: readonly string[];
  /** Lets the secret travel over plain http to another machine. Default: false. */
  readonly allowInsecure?: boolean | undefined;
  /** Dates the signed assertion. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

const known =
  'tokenUrl issuer clientId clientSecret credentials authMethod privateKey keyId assertionAudience sealingSecret scope audience resource extraParams assumeExpiresInMs apiOrigins allowInsecure clock'.split(
    ' ',
  ) as readonly (keyof ClientCredentialsOptions)[];
const methods: readonly unknown[] = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
const ownParams = /^(grant_type|scope|audience|resource|client_.*)$/;

/**
 * OAuth 2.0 client credentials (RFC 6749 §4.4), for any authorization server.
 *
 * Scope, audience, resource, further parameters and the method are part of the cache key: clients that differ in any of
 * them never get each other's token.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that is missing or cannot work
 */
export function clientCredentials(from: ClientCredentialsOptions): TokenIssuer {
  const options = readOptions('clientCredentials()', from, known);
  const {
    issuer,
    tokenUrl,
    credentials,
    authMethod = 'client_secret_basic',
    assumeExpiresInMs,
    allowInsecure = false,
  } = options;
  if ((issuer === undefined) === (tokenUrl === undefined)) {
    throw configError('clientCredentials() needs tokenUrl or issuer: pass one.');
  }
  const start =
    issuer === undefined
      ? secretUrl('tokenUrl', tokenUrl ?? '', allowInsecure, true)
      : secretUrl('issuer', issuer, allowInsecure);
  requireOrigins(options.apiOrigins);
  if (!methods.includes(authMethod)) throw configError(`authMethod must be one of ${methods.join(', ')}: correct it.`);
  if (assumeExpiresInMs !== undefined) requireDuration('assumeExpiresInMs', assumeExpiresInMs, 1000);
  const reserved = Object.keys(options.extraParams ?? {}).find((name) => ownParams.test(name));
  if (reserved !== undefined) throw configError(`extraParams must not hold ${reserved}: use its own option.`);
  if (credentials === undefined) requireClient(authMethod, options);
  else if (
    typeof credentials !== 'function' ||
    options.clientSecret !== undefined ||
    authMethod === 'private_key_jwt'
  ) {
    throw configError('credentials must be a function, and stand without clientSecret and privateKey: correct it.');
  }

  let endpoint = issuer === undefined ? start : undefined;
  let fixed: Promise<ClientAuth> | undefined;
  return {
    allowInsecure,
    apiOrigins: [...options.apiOrigins],
    get origin() {
      return (endpoint ?? start).origin;
    },
    async prepare() {
      const { clientAuth, exchangeClientCredentials, findTokenEndpoint, grantParams } =
        await import('./client-credentials-exchange.ts');
      const params = grantParams(options);
      const current = async (): Promise<ClientAuth> => {
        const given = { ...options, ...(await credentials?.()) };
        requireClient(authMethod, given);
        return clientAuth(authMethod, given, issuer ?? start.href);
      };
      const auth = await (credentials === undefined ? (fixed ??= current()) : current());
      return {
        identity: ['client_credentials', start.href, authMethod, auth.clientId, ...params.flat()],
        secret: auth.secret,
        async exchange(send) {
          endpoint ??= await findTokenEndpoint(start, send, allowInsecure);
          return exchangeClientCredentials({ endpoint, auth, params, assumeExpiresInMs }, send);
        },
      };
    },
  };
}

function requireClient(authMethod: ClientAuthMethod, options: Partial<ClientCredentialsOptions>): void {
  const needed = ['clientId', authMethod === 'private_key_jwt' ? 'privateKey' : 'clientSecret'] as const;
  for (const name of needed) {
    const value = options[name];
    if (name === 'privateKey' ? value : typeof value === 'string' && value.trim() !== '') continue;
    throw configError(`${name} is missing or blank: ${authMethod} needs it.`);
  }
}
