/** Drops the rest of an answer, so that its connection is free. */
export function discard({ body }: Pick<Response, 'body'>): void {
  const { cancel, resume }: { cancel?: () => Promise<void>; resume?: () => unknown } = Object(body);
  if (cancel !== undefined) cancel.call(body).catch(() => undefined);
  // node-fetch's body is a stream of Node, which ends by itself once it flows.
  else resume?.call(body);
}
