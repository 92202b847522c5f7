import type { Answer } from '../answer.ts';
import type { Refusal } from './token-protocol.ts';

/** Words a refusal as JSON. The status is in the body as well, for clients that print nothing else. */
export function refuse({ status, message, field }: Refusal): Answer {
  return { status, body: { statusCode: status, message, ...(field !== undefined && { field }) } };
}
