import { configError } from '../../errors/config-error.ts';
import { Secret } from '../../token/secret.ts';
import { requireCredential } from '../credential.ts';

/**
 * Whoever holds the cache can try secrets offline: six words were found within minutes from a file's name, at 3.7
 * million guesses a second and core. 32 characters of a random secret, hexadecimal ones even, are 128 bits.
 *
 * Why: docs/why.md#sealing-secret
 */
const atLeast = 32;

/**
 * What the cache is sealed with where the credentials themselves hold nothing that stays.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for what is no string of at least 32 characters
 */
export function sealingSecretOf(given: unknown): Secret | undefined {
  if (given === undefined) return undefined;
  const value = requireCredential('sealingSecret', given, 'pass a random one, or leave it out');
  if (value.trim().length >= atLeast) return new Secret(value);
  throw configError(`sealingSecret must have at least ${atLeast} characters: make one with openssl rand -hex 32.`);
}
