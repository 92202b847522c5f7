import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Fault, FieldsFault } from './fault.ts';
import type { HeldConnections } from './held-connections.ts';

/** Sends an answer as it is, or spoiled by a fault of the kind that needs the true answer. */
export async function sendAnswer(
  reply: FastifyReply,
  answer: Answer,
  fault: Fault | undefined,
  held: HeldConnections,
): Promise<FastifyReply> {
  const body = Buffer.from(JSON.stringify(fault?.kind === 'fields' ? withFields(answer.body, fault) : answer.body));
  switch (fault?.kind) {
    case 'content-type':
      return sendBytes(reply, answer, body, fault.contentType ?? 'text/plain');
    case 'truncate': {
      const cut = body.subarray(0, fault.bytes ?? Math.floor(body.length / 2));
      if (fault.framing === 'intact') return sendBytes(reply, answer, cut);
      return breakOff(reply, answer, { promised: body.length, sent: cut, reset: false }, held);
    }
    case 'reset': {
      const half = body.subarray(0, Math.floor(body.length / 2));
      return breakOff(reply, answer, { promised: body.length, sent: half, reset: true }, held);
    }
    case 'drip': {
      startRaw(reply, answer, { 'content-length': body.length }, held).flushHeaders();
      await held.stream(reply, drip(body, fault.chunkBytes ?? 1, fault.intervalMs ?? 100));
      return reply;
    }
    case 'oversized': {
      const { bytes = 67_108_864, compressed = false } = fault;
      startRaw(reply, answer, compressed ? { 'content-encoding': 'gzip' } : {}, held);
      await held.stream(reply, Readable.from(padded(body, bytes), { objectMode: false }), compressed);
      return reply;
    }
    default:
      return sendBytes(reply, answer, body);
  }
}

function withFields(body: Answer['body'], { set = {}, omit = [] }: FieldsFault): Answer['body'] {
  const kept = Object.entries(body).filter(([name]) => !omit.includes(name));
  return { ...Object.fromEntries(kept), ...set };
}

function sendBytes(reply: FastifyReply, { status, headers }: Answer, body: Buffer, contentType?: string): FastifyReply {
  return reply
    .code(status)
    .headers({ ...headers, 'content-type': contentType ?? 'application/json; charset=utf-8' })
    .send(body);
}

interface BrokenBody {
  readonly promised: number;
  readonly sent: Buffer;
  readonly reset: boolean;
}

async function breakOff(
  reply: FastifyReply,
  answer: Answer,
  { promised, sent, reset }: BrokenBody,
  held: HeldConnections,
): Promise<FastifyReply> {
  const raw = startRaw(reply, answer, { 'content-length': promised }, held);
  const { socket } = raw;
  raw.flushHeaders();
  raw.write(sent);
  // The client should see the first half before the connection goes.
  await sleep(20);
  if (reset) socket?.resetAndDestroy();
  else socket?.end();
  return reply;
}

function startRaw(
  reply: FastifyReply,
  { status, headers }: Answer,
  extraHeaders: Readonly<Record<string, string | number>>,
  held: HeldConnections,
): FastifyReply['raw'] {
  held.take(reply);
  return reply.raw.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    ...extraHeaders,
  });
}

function drip(body: Buffer, chunkBytes: number, intervalMs: number): Readable {
  return Readable.from(pieces(body, chunkBytes, intervalMs), { objectMode: false });
}

async function* pieces(body: Buffer, chunkBytes: number, intervalMs: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < body.length; start += chunkBytes) {
    await sleep(intervalMs, undefined, { ref: false });
    yield body.subarray(start, start + chunkBytes);
  }
}

// The true answer, valid JSON, with a field of padding up to this size: a client without a limit would accept it.
// A chunk at a time, pulled by the socket, so it never piles up here.
function* padded(body: Buffer, bytes: number): Generator<Buffer> {
  const start = Buffer.concat([body.subarray(0, -1), Buffer.from(',"padding":"')]);
  const end = Buffer.from('"}');
  const filler = Buffer.alloc(65_536, 'a');
  yield start;
  for (let left = bytes - start.length - end.length; left > 0; left -= filler.length) {
    yield left < filler.length ? filler.subarray(0, left) : filler;
  }
  yield end;
}
