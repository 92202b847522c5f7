import type { FastifyReply } from 'fastify';
import type { EmptyFault, Fault, HangFault, HtmlFault, RedirectFault, ResetFault, StatusFault } from './fault.ts';
import type { HeldConnections } from './held-connections.ts';

/** A fault that is answered without the issuer or the API being reached. */
export type ReplacingFault =
  | StatusFault
  | HangFault
  | HtmlFault
  | EmptyFault
  | RedirectFault
  | (ResetFault & { readonly during?: 'headers' });

/** Whether a fault replaces the answer instead of spoiling it. */
export function isReplacing(fault: Fault | undefined): fault is ReplacingFault {
  switch (fault?.kind) {
    case 'status':
    case 'hang':
    case 'html':
    case 'empty':
    case 'redirect':
      return true;
    case 'reset':
      return fault.during !== 'body';
    default:
      return false;
  }
}

/** @returns the status that a fault sends, `undefined` when it sends none */
export function replacementStatus(fault: ReplacingFault): number | undefined {
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return undefined;
    case 'redirect':
      return fault.status ?? 302;
    default:
      return fault.status ?? 200;
  }
}

/** Answers with the fault alone. */
export async function sendReplacement(
  reply: FastifyReply,
  fault: ReplacingFault,
  held: HeldConnections,
): Promise<FastifyReply> {
  void reply.code(replacementStatus(fault) ?? 200);
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfter !== undefined) void reply.header('retry-after', String(fault.retryAfter));
      return reply.type('application/json; charset=utf-8').send(statusText(fault));
    case 'html':
      return reply.type('text/html; charset=utf-8').send('<!doctype html><title>Gateway</title><h1>Not the API</h1>');
    case 'empty':
      return reply.send();
    case 'redirect':
      return reply.header('location', fault.location).send();
    case 'hang':
      held.take(reply);
      return reply;
    case 'reset':
      held.take(reply);
      reply.raw.socket?.resetAndDestroy();
      return reply;
  }
}

function statusText({ status, body, text }: StatusFault): string {
  return text ?? JSON.stringify(body === undefined ? { message: `Fault on demand: ${String(status)}` } : body);
}
