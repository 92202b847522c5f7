import { InvalidArgumentError } from '../invalid-argument-error.ts';
import type { MockRoute } from './mock-route.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Reads a route of the user's own, from code or from a file.
 *
 * @param where what to call it in a message, such as `routes[0]`
 * @returns a copy; throws a `TypeError` that names the field and what it must be
 */
export function parseOwnRoute(value: unknown, where: string): MockRoute {
  if (!isObject(value)) throw new InvalidArgumentError(`${where} must be an object with path and answer.`);
  const { method = 'GET', path, open = false, answer, ...unknown } = value;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) {
    throw new InvalidArgumentError(`${where}.${stranger} is not a field: use method, path, open and answer.`);
  }
  if (!isMethod(method)) throw new InvalidArgumentError(`${where}.method must be one of ${METHODS.join(', ')}.`);
  if (typeof path !== 'string' || !/^\/(?!__mock(\/|$))[^\s?#]*$/.test(path)) {
    throw new InvalidArgumentError(`${where}.path must be a path such as /v2/items/:id, outside /__mock/.`);
  }
  if (typeof open !== 'boolean') throw new InvalidArgumentError(`${where}.open must be a boolean.`);
  if (!isAnswer(answer)) {
    throw new InvalidArgumentError(`${where}.answer must be { status, headers, body }, or a function that makes it.`);
  }
  return { method, path, open, answer };
}

function isAnswer(value: unknown): value is MockRoute['answer'] {
  if (typeof value === 'function') return true;
  if (!isObject(value)) return false;
  const { status = 200, headers = {}, body = {}, ...unknown } = value;
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
  const areHeaders = isObject(headers) && Object.values(headers).every((text) => typeof text === 'string');
  return isStatus && areHeaders && isObject(body) && Object.keys(unknown).length === 0;
}

function isMethod(value: unknown): value is NonNullable<MockRoute['method']> {
  return typeof value === 'string' && METHODS.includes(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
