import { configError } from '../errors/config-error.ts';
import type { Endpoint, OptionNames } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { TokenError } from '../errors/token-error.ts';
import type { ExchangeAnswer, ExchangeRequest, SendExchange } from '../http/exchange-request.ts';
import { parseTokenResponse, type TokenGrant } from '../token/parse-token-response.ts';
import { Secret } from '../token/secret.ts';
import type { AuthenticationProof, ClientAuthentication } from './auth/client-authentication.ts';
import { findTokenEndpoint, type FoundEndpoint } from './find-token-endpoint.ts';
import { explainOAuthError } from './oauth-error.ts';
import { paramsReader, requireOAuthOptions, wishes, type OAuthOptions, type ParameterList } from './oauth-options.ts';
import { requireHeaders } from './request-headers.ts';
import { requireTokenUse } from './token-use.ts';
import type { TokenIssuer } from './token-issuer.ts';

/**
 * Issuers whose documentation puts the token endpoint at another origin than the issuer: Google's metadata at
 * accounts.google.com name https://oauth2.googleapis.com/token.
 *
 * Why: docs/why.md#discovery
 */
const documentedOrigins: Readonly<Record<string, readonly string[]>> = {
  'https://accounts.google.com': ['https://oauth2.googleapis.com'],
};

/**
 * An OAuth token endpoint (RFC 6749 §3.2): where it is, what it is sent, how its answer is read. What proves the client,
 * and the grant if it is one that has to be proven, is `auth`.
 *
 * @param where the function whose options these are
 * @param grant the parameters by which the grant is asked for
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work
 */
export function oauthIssuer(
  where: string,
  options: OAuthOptions,
  grant: ParameterList,
  auth: ClientAuthentication,
): TokenIssuer {
  const { issuer, params = {}, headers: given = {}, bodyFormat = 'form', allowInsecure = false } = options;
  const start = requireOAuthOptions(where, options);
  const headers = requireHeaders('headers', given);
  if (Object.hasOwn(headers, 'authorization')) {
    throw configError('headers must not hold authorization: auth makes it.');
  }
  const asked: ParameterList = [...grant, ...wishes(options)];
  const further = paramsReader(params);
  const accept = [...(options.acceptTokenTypes ?? ['Bearer'])];
  const endpointOrigins = [...(options.endpointOrigins ?? []), ...(documentedOrigins[start.origin] ?? [])];
  const optionNames: OptionNames = {
    credentials: auth.optionNames,
    url: issuer === undefined ? 'tokenUrl' : 'issuer',
    life: 'assumeExpiresInMs',
  };
  // What decides about the token without being a secret.
  const terms = JSON.stringify([asked, bodyFormat, accept, options.assumeExpiresInMs]);

  let endpoint: FoundEndpoint | undefined = issuer === undefined ? { url: start, issuer } : undefined;
  return {
    origin: start.origin,
    ...(issuer !== undefined && { endpointOrigins }),
    ...requireTokenUse(options, start.origin),
    optionNames,
    async prepare() {
      const [client, list] = await Promise.all([auth.prepare(), further()]);
      const at: Endpoint = { origin: start.origin, names: optionNames, hint: client.hint };
      const find = (send: SendExchange): Promise<FoundEndpoint> =>
        findTokenEndpoint({ issuer: start, endpointOrigins, allowInsecure, at }, send);
      return {
        identity: [where, issuer === undefined ? 'tokenUrl' : 'issuer', start.href, terms, ...client.identity],
        // Parameters and headers may be secrets too, such as the password of a password grant.
        secret: client.secret && new Secret(JSON.stringify([client.secret.reveal(), list, Object.entries(headers)])),
        hint: client.hint,
        async exchange(send) {
          const exchangeAt = async ({ url, issuer }: FoundEndpoint): Promise<TokenGrant> => {
            const proof = await client.prove({ tokenUrl: url.href, issuer });
            const answer = await send(oauthRequest(url, [...asked, ...list], proof, headers, bodyFormat));
            return readAnswer(answer, accept, options.assumeExpiresInMs, { ...at, origin: url.origin });
          };
          const known = (endpoint ??= await find(send));
          try {
            return await exchangeAt(known);
          } catch (error) {
            if (issuer === undefined || !isGone(error)) throw error;
            // Perhaps it has moved. The old one stays until there is another.
            const found = await find(send);
            if (found.url.href === known.url.href) throw error;
            return await exchangeAt((endpoint = found));
          }
        },
      };
    },
  };
}

function isGone(error: unknown): boolean {
  return TokenError.isInstance(error) && (error.status === 404 || error.status === 410);
}

function oauthRequest(
  url: URL,
  asked: ParameterList,
  proof: AuthenticationProof,
  headers: Readonly<Record<string, string>>,
  bodyFormat: 'form' | 'json' | 'query',
): ExchangeRequest {
  const { params = [] } = proof;
  const to = new URL(url);
  const shared = { method: 'POST', headers: { ...headers, ...proof.headers }, explain: explainOAuthError } as const;
  if (bodyFormat === 'form') return { url: to.href, ...shared, form: [...asked, ...params] };
  if (bodyFormat === 'json') return { url: to.href, ...shared, json: asJson([...asked, ...params]) };
  for (const [name, value] of asked) to.searchParams.append(name, value);
  return { url: to.href, ...shared, form: params };
}

/** A name that comes twice is a list. */
function asJson(list: ParameterList): Readonly<Record<string, string | readonly string[]>> {
  const json: Record<string, string | readonly string[]> = Object.create(null);
  for (const [name, value] of list) json[name] = Object.hasOwn(json, name) ? [json[name] ?? '', value].flat() : value;
  return json;
}

/**
 * The answer of RFC 6749 §5.1.
 *
 * @throws TokenError `ERR_TOKEN_RESPONSE` for a `token_type` that is not taken, or a life that nobody tells
 */
function readAnswer(
  answer: ExchangeAnswer,
  acceptTokenTypes: readonly string[],
  assumeExpiresInMs: number | undefined,
  at: Endpoint,
): TokenGrant {
  const { access_token, token_type = '' }: { access_token?: unknown; token_type?: unknown } = Object(answer.body);
  const taken = acceptTokenTypes.some((type) => type.toLowerCase() === String(token_type).toLowerCase());
  if (access_token !== undefined && !taken) {
    const remedy = 'add it to acceptTokenTypes if the API takes such tokens';
    throw responseError('token-type', `another token_type than ${acceptTokenTypes.join(', ')}`, at, remedy);
  }
  return parseTokenResponse(
    answer,
    { accessToken: 'access_token', life: { seconds: 'expires_in' }, assumeExpiresInMs },
    at,
  );
}
