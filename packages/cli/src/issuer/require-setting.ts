import { flagOf, type Values, type Variable } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** @throws UsageError naming the variable and its flag, when there is no value */
export function requireSetting(values: Values, variable: Variable): string {
  const value = values[variable];
  if (value !== undefined) return value;
  throw new UsageError(`${variable} is missing: set it, or give ${flagOf(variable)}.`);
}
