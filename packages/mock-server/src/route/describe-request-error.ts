import type { FastifyError } from 'fastify';
import type { Refusal } from './token-protocol.ts';

/** Words what Fastify found wrong with a request: 400 with the field, 413, 415; anything else is a plain 500. */
export function describeRequestError(
  error: FastifyError,
  { contentType = 'a body' }: { readonly contentType?: string },
): Refusal {
  const status = error.statusCode ?? 500;
  if (status === 415) return { status, message: `Content-Type must be ${contentType}.` };
  if (status === 413) return { status, message: 'The body is too large.' };
  const [violation] = error.validation ?? [];
  const context = error.validationContext ?? 'body';
  if (violation !== undefined) {
    const { missingProperty, allowedValue } = violation.params;
    const field = violation.instancePath.slice(1).replaceAll('/', '.') || asName(missingProperty);
    const problem = missingProperty === undefined ? violation.message : 'is missing';
    const wanted = typeof allowedValue === 'string' ? ` "${allowedValue}"` : '';
    return { status: 400, field, message: `${field ?? `The ${context}`} ${problem ?? 'is not valid'}${wanted}.` };
  }
  if (status >= 400 && status < 500) return { status, message: `The body is not valid ${contentType}.` };
  return { status: 500, message: 'Something went wrong in the mock server.' };
}

function asName(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
