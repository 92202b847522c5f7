import { answer } from './answer.ts';

const messages = {
  403: 'Forbidden.',
  404: 'Not found.',
  405: 'Method not allowed.',
  413: 'The body is larger than 1 MiB.',
  415: 'The media type is not supported.',
  499: 'The request was aborted.',
  500: 'The API is not set up.',
  502: 'The API could not be called.',
  503: 'The API is not available now.',
  504: 'The API did not answer in time.',
} as const;

/** The statuses of the answers that are ours, not the API's. */
export type RefusalStatus = keyof typeof messages;

/** An answer whose body is fixed by its status, so that it tells nothing of what went wrong inside. */
export function refusal(status: RefusalStatus, headers: Readonly<Record<string, string>> = {}): Response {
  return answer(JSON.stringify({ message: messages[status] }), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
