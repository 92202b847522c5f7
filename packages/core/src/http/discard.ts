/** Nobody wants the rest of this answer: frees its connection. */
export function discard({ body }: Pick<Response, 'body'>): void {
  const { cancel, resume }: { cancel?: () => Promise<void>; resume?: () => unknown } = Object(body);
  if (cancel !== undefined) cancel.call(body).catch(() => undefined);
  // Of node-fetch it is a stream of Node's, which ends by itself once it flows.
  else resume?.call(body);
}
