import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';

/** The calls under way, those that faults have taken over included, so that a reset can drop them. */
export class HeldConnections {
  readonly #held = new Set<ServerResponse>();
  readonly #dropped = new WeakSet<ServerResponse>();

  /** Notes a call that has just arrived. */
  enter(response: ServerResponse): void {
    this.#held.add(response);
    response.once('close', () => this.#held.delete(response));
  }

  /** Whether a reset has dropped this call, which must leave no trace then. A client that gives up is not dropped. */
  isDropped(response: ServerResponse): boolean {
    return this.#dropped.has(response);
  }

  /** Takes the reply out of Fastify's hands; from here on nothing is sent but what the fault writes. */
  take(reply: FastifyReply): void {
    reply.hijack();
  }

  /** Writes a stream as the body and ends it. A client that has had enough ends the stream, not the server. */
  async stream(reply: FastifyReply, body: Readable, compressed = false): Promise<void> {
    const sent = compressed ? pipeline(body, createGzip(), reply.raw) : pipeline(body, reply.raw);
    await sent.catch(() => reply.raw.destroy());
  }

  /** Drops every call still under way. */
  drop(): void {
    for (const response of this.#held) {
      this.#dropped.add(response);
      response.destroy();
    }
    this.#held.clear();
  }
}
