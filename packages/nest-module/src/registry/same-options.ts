import { TokenError, type TokenIssuer } from '@tokenkeep/core';
import type { TokenModuleOptions } from '../token-module-options.ts';

/**
 * Whether both would make the same client: the same values, and an issuer that exchanges the same credentials with the
 * same server. Reads the credentials if there are two issuers, and exchanges nothing.
 *
 * @throws TokenError when the credentials are missing
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
  try {
    const [first, second] = await Promise.all([one.prepare(), other.prepare()]);
    return (
      one.origin === other.origin &&
      sameValue(one.apiOrigins, other.apiOrigins) &&
      sameValue(first.identity, second.identity) &&
      first.secret.equals(second.secret)
    );
  } catch (error) {
    if (TokenError.isInstance(error)) throw error;
    return false;
  }
}

function sameValue(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return Object.is(one, other);
  return one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
}
