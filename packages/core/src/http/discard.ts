/** Nobody wants the rest of this answer: frees its connection. */
export function discard({ body }: Pick<Response, 'body'>): void {
  // Of node-fetch it is a stream of Node's, which ends by itself.
  body?.cancel?.().catch(() => undefined);
}
