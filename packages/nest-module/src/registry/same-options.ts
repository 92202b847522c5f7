import { TokenError, type TokenExchange, type TokenIssuer } from '@tokenkeep/core';
import { moduleError } from '../token-module-call.ts';
import type { TokenModuleOptions } from '../token-module-options.ts';

/**
 * Whether both would make the same client: the same values, and an issuer that exchanges the same credentials with the
 * same server. Reads the credentials if there are two issuers, and exchanges nothing.
 *
 * @throws TokenError when the credentials are missing or cannot be compared
 */
export async function sameOptions(one: TokenModuleOptions, other: TokenModuleOptions): Promise<boolean> {
  const { issuer: first, warmUp: _first, ...rest } = { issuer: undefined, ...one };
  const { issuer: second, warmUp: _second, ...others } = { issuer: undefined, ...other };
  if (!sameValues(rest, others)) return false;
  return first === second || (first !== undefined && second !== undefined && (await sameIssuer(first, second)));
}

/** Whether both objects hold the same values, lists being compared by what is in them. */
export function sameValues(one: object, other: object): boolean {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.every((key) => sameValue(Reflect.get(one, key), Reflect.get(other, key)));
}

async function sameIssuer(one: TokenIssuer, other: TokenIssuer): Promise<boolean> {
  const [first, second] = await Promise.all([prepare(one), prepare(other)]);
  const sameClient =
    one.origin === other.origin &&
    sameValue(one.apiOrigins, other.apiOrigins) &&
    sameValue(first.identity, second.identity);
  if (!sameClient || first.secret.equals(second.secret)) return sameClient;
  // A key that cannot be exported has a random secret in each issuer.
  if (!first.identity.includes('private_key_jwt')) return false;
  throw moduleError(
    'cannot tell whether this private key is the one registered before: share one issuer object, or set sealingSecret; if it is another, give one of them another name.',
  );
}

/** Reads the credentials. What the user's own function fails with may hold a secret, and is not passed on. */
async function prepare(issuer: TokenIssuer): Promise<TokenExchange> {
  try {
    return await issuer.prepare();
  } catch (error) {
    if (TokenError.isInstance(error)) throw error;
    throw moduleError(
      'cannot be compared with the options registered before, since reading the credentials failed: check the credentials() function given to the issuer, or register it once with isGlobal: true.',
    );
  }
}

function sameValue(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
}
