import { settings, type Values, type Variable } from '../settings.ts';
import type { GivenSettings } from './choose-issuer.ts';

/** Collects what `chooseIssuer` chooses from. @param options as commander read them */
export function givenSettings(options: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): GivenSettings {
  const { config } = options;
  return {
    flags: valuesOf((variable) => options[camelCased(variable)]),
    env: valuesOf((variable) => env[variable]),
    config: typeof config === 'string' ? config : undefined,
  };
}

function valuesOf(read: (variable: Variable) => unknown): Values {
  const values: Partial<Record<Variable, string>> = {};
  for (const { variable } of settings) {
    const value = read(variable);
    if (typeof value === 'string' && value.trim() !== '') values[variable] = value;
  }
  return values;
}

function camelCased(variable: string): string {
  return variable.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
