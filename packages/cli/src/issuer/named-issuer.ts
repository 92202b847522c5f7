import type { OptionNames, TokenExchange, TokenIssuer } from '@tokenkeep/core';
import { byVariable, inVariables } from './by-variable.ts';
import type { IssuerChoice } from './choose-issuer.ts';

/** The issuer with its options called by our variables, so that a remedy names what a person can set here. */
export function namedIssuer(issuer: TokenIssuer, kind: IssuerChoice['kind'], optionNames: OptionNames): TokenIssuer {
  const prepare = async (): Promise<TokenExchange> => {
    try {
      const { hint, ...prepared } = await issuer.prepare();
      return { ...prepared, hint: hint && inVariables(hint, kind) };
    } catch (error) {
      throw byVariable(error, kind);
    }
  };
  return Object.create(issuer, { optionNames: { value: optionNames, enumerable: true }, prepare: { value: prepare } });
}
