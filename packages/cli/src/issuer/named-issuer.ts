import type { OptionNames, TokenIssuer } from '@tokenkeep/core';

/** The issuer with its options called by our variables, so that a remedy names what a person can set here. */
export function namedIssuer(issuer: TokenIssuer, optionNames: OptionNames): TokenIssuer {
  return Object.create(issuer, { optionNames: { value: optionNames, enumerable: true } });
}
