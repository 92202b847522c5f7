import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';

/** The connections that faults have taken over, so that a reset can drop them. */
export class HeldConnections {
  readonly #held = new Set<ServerResponse>();

  /** Takes the reply out of Fastify's hands; from here on nothing is sent but what the fault writes. */
  take(reply: FastifyReply): void {
    reply.hijack();
    this.#held.add(reply.raw);
    reply.raw.once('close', () => this.#held.delete(reply.raw));
  }

  /** Writes a stream as the body and ends it. A client that has had enough ends the stream, not the server. */
  async stream(reply: FastifyReply, body: Readable, compressed = false): Promise<void> {
    const sent = compressed ? pipeline(body, createGzip(), reply.raw) : pipeline(body, reply.raw);
    await sent.catch(() => reply.raw.destroy());
  }

  /** Drops every connection still held. */
  drop(): void {
    for (const response of this.#held) response.destroy();
    this.#held.clear();
  }
}
