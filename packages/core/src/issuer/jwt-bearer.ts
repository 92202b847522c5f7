import { configError } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { Secret } from '../token/secret.ts';
import type { ClientAuthentication } from './auth/client-authentication.ts';
import { keyReader, signingOptions, type SigningOptions } from './auth/key-reader.ts';
import { requireAuth } from './auth/require-auth.ts';
import type { JwtClaims } from './auth/sign-jwt.ts';
import { requireCredential } from './credential.ts';
import { oauthIssuer } from './oauth-issuer.ts';
import { oauthOptions, type OAuthOptions } from './oauth-options.ts';
import type { TokenIssuer } from './token-issuer.ts';
import { tokenUse } from './token-use.ts';

/** Options of {@link jwtBearer}. */
export interface JwtBearerOptions extends OAuthOptions, SigningOptions {
  /**
   * What the assertion says: `iss`, who signs it; often `sub`, whom the token is for; `aud`, by default the token endpoint;
   * and what else the server expects, such as `scope` for Google. `iat`, `exp` and `jti` are added.
   */
  readonly claims: JwtClaims & { readonly iss: string };
  /** Client authentication in addition, if the server expects it. Default: none. */
  readonly auth?: ClientAuthentication | undefined;
}

/**
 * Signs an assertion and sends it as the grant (RFC 7523 §2.1), as Google's service accounts and others need it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that is missing or cannot work
 */
export function jwtBearer(options: JwtBearerOptions): TokenIssuer {
  const known = [...oauthOptions, ...tokenUse, ...signingOptions, 'claims', 'auth'] as const;
  const given = readOptions<JwtBearerOptions>('jwtBearer()', options, known);
  const { auth } = given;
  const claims = claimsOf(given.claims);
  const read = keyReader(given);
  const client = auth && requireAuth(auth);
  const grant = [['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'] as const];
  return oauthIssuer('jwtBearer()', given, grant, {
    optionNames: ['key and claims', client?.optionNames].filter(Boolean).join(', '),
    async prepare() {
      const [key, prepared] = await Promise.all([read(), client?.prepare()]);
      const { keyId, algorithm } = given;
      const sealing = [key.secret, ...(prepared ? [prepared.secret] : [])];
      const known = sealing.filter((secret) => secret !== undefined).map((secret) => secret.reveal());
      return {
        identity: [JSON.stringify([claims, keyId, algorithm]), ...(prepared?.identity ?? [])],
        secret: known.length === sealing.length ? new Secret(JSON.stringify(known)) : undefined,
        hint: prepared?.hint,
        async prove(endpoint) {
          const [assertion, proof] = await Promise.all([
            key.sign({ aud: endpoint.tokenUrl, ...claims }),
            prepared?.prove(endpoint),
          ]);
          return { ...proof, params: [['assertion', assertion], ...(proof?.params ?? [])] };
        },
      };
    },
  });
}

/** A copy of them, which JSON can hold. */
function claimsOf(given: JwtBearerOptions['claims']): JwtClaims {
  const { iss }: Partial<typeof given> = Object(given);
  requireCredential('claims.iss', iss, 'say whom the assertion is from');
  const added = ['iat', 'exp', 'jti'].find((claim) => Object.hasOwn(given, claim));
  if (added !== undefined) throw configError(`claims must not hold ${added}, which is added: leave it out.`);
  try {
    return JSON.parse(JSON.stringify(given));
  } catch {
    throw configError('claims must be what JSON can hold: correct it.');
  }
}
