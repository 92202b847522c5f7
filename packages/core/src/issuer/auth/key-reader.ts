import { systemClock, type Clock } from '../../concurrency/clock.ts';
import { configError, requireClock } from '../../errors/config-error.ts';
import type { Secret } from '../../token/secret.ts';
import { requireCredential, type ValueOrFunction } from '../credential.ts';
import { sealingSecretOf } from './sealing-secret.ts';
import { signJwt, type JwtClaims } from './sign-jwt.ts';
import { signingAlgorithms, type SigningAlgorithm } from './signing-algorithm.ts';
import { signingKey, type ReadyKey, type SigningKey } from './signing-key.ts';

/** Options for signing an assertion. */
export interface SigningOptions {
  /** The private key, or a function that returns it, called before each exchange, so that keys can rotate. */
  readonly key: ValueOrFunction<SigningKey>;
  /** The `kid` by which the server knows the key. Default: none. */
  readonly keyId?: string | undefined;
  /** The signature algorithm. Default: the JWK's own, else `RS256` for RSA, `ES256`, `ES384` or `ES512` by the curve, `EdDSA`. */
  readonly algorithm?: SigningAlgorithm | undefined;
  /**
   * What cache entries are encrypted with: at least 32 random characters, the same in all processes that share the cache.
   * Default: the key itself, if it can be exported; else no cache is used.
   */
  readonly sealingSecret?: string | undefined;
  /** The clock for the dates in the assertion. Default: the system's. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
}

/** The names of {@link SigningOptions}. */
export const signingOptions: readonly (keyof SigningOptions)[] = [
  'key',
  'keyId',
  'algorithm',
  'sealingSecret',
  'clock',
];

/** A key as it is at this moment. */
export interface CurrentKey {
  /** What the cache is sealed with. */
  readonly secret: Secret | undefined;
  sign(claims: JwtClaims): Promise<string>;
}

/**
 * Reads a key wherever it comes from; what is there already is checked at once.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming the option that cannot work
 */
export function keyReader(options: SigningOptions): () => Promise<CurrentKey> {
  const { key: given, keyId, algorithm, clock = systemClock } = options;
  if (keyId !== undefined) requireCredential('keyId', keyId);
  if (algorithm !== undefined && !signingAlgorithms.some(({ alg }) => alg === algorithm)) {
    throw configError(`algorithm must be one of ${signingAlgorithms.map(({ alg }) => alg).join(', ')}: correct it.`);
  }
  requireClock(clock);
  const sealing = sealingSecretOf(options.sealingSecret);
  const current = async (ready: Promise<ReadyKey>): Promise<CurrentKey> => {
    const key = await ready;
    return { secret: sealing ?? key.secret, sign: (claims) => signJwt(key, keyId, claims, clock) };
  };
  if (typeof given === 'function') return async () => current(signingKey(await given(), algorithm)());
  const getReady = signingKey(given, algorithm);
  let ready: Promise<ReadyKey> | undefined;
  // Getting it ready takes about a millisecond, and gives the same each time.
  return () => current((ready ??= getReady()));
}
