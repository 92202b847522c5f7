import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Fault, FaultOrder, FaultRoute } from './fault.ts';
import { faultSchemas } from './fault-schemas.ts';
import { InvalidArgumentError } from '../invalid-argument-error.ts';

/**
 * Reads a fault order from outside.
 *
 * @returns a function that throws a `TypeError` naming the field and what it must be
 */
export function createFaultOrderParser(): (value: unknown) => FaultOrder {
  const ajv = new Ajv({ allErrors: false, strict: true });
  const validators = new Map<string, ValidateFunction<Fault>>();

  function parseFault(value: unknown): Fault {
    const kinds = Object.keys(faultSchemas);
    if (!isObject(value)) throw new InvalidArgumentError('fault must be an object with a kind.');
    const { kind } = value;
    if (typeof kind !== 'string' || !isFaultKind(kind)) {
      throw new InvalidArgumentError(`fault.kind must be one of ${kinds.join(', ')}.`);
    }
    const validate = validators.get(kind) ?? ajv.compile<Fault>(faultSchemas[kind]);
    validators.set(kind, validate);
    if (!validate(value)) throw new InvalidArgumentError(describe(kind, validate.errors?.[0]));
    if (value.kind === 'fields' && value.set === undefined && value.omit === undefined) {
      throw new InvalidArgumentError('fault of kind fields needs set or omit.');
    }
    JSON.stringify(value, refuseBeyondJson);
    return structuredClone(value);
  }

  return (value) => {
    if (!isObject(value)) throw new InvalidArgumentError('A fault order must be an object with route and fault.');
    const { route, times = 1, fault, ...unknown } = value;
    const [stranger] = Object.keys(unknown);
    if (stranger !== undefined)
      throw new InvalidArgumentError(`Unknown field ${stranger}: use route, times and fault.`);
    if (!isFaultRoute(route)) throw new InvalidArgumentError('route must be token or api.');
    if (typeof times !== 'number' || !(times === Infinity || (Number.isSafeInteger(times) && times >= 1))) {
      throw new InvalidArgumentError('times must be a whole number from 1.');
    }
    return { route, times, fault: parseFault(fault) };
  };
}

/** Whether a value names a faultable route. */
export function isFaultRoute(value: unknown): value is FaultRoute {
  return value === 'token' || value === 'api';
}

function isFaultKind(kind: string): kind is Fault['kind'] {
  return Object.hasOwn(faultSchemas, kind);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A replacer that refuses what would fail, or be left out, only when the fault is sent. */
function refuseBeyondJson(name: string, part: unknown): unknown {
  if (typeof part === 'function' || typeof part === 'bigint' || typeof part === 'symbol') {
    throw new InvalidArgumentError(`fault: ${name} must be something JSON can say, not a ${typeof part}.`);
  }
  return part;
}

function describe(kind: string, error: ErrorObject | undefined): string {
  const field = `fault${error?.instancePath.replaceAll('/', '.') ?? ''}`;
  const { additionalProperty } = error?.params ?? {};
  if (additionalProperty !== undefined) return `fault.${String(additionalProperty)} is not a field of kind ${kind}.`;
  const { allowedValues } = error?.params ?? {};
  const choice = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `${field} ${error?.message ?? 'is not valid'}${choice} (kind ${kind}).`;
}
