import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { plainNames } from '../errors/endpoint.ts';
import { readJson } from './read-json.ts';

const origin = 'https://api.example.com';
const at = { origin, names: plainNames };
const { signal } = new AbortController();

function pieces(...chunks: readonly Uint8Array[]): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    }),
  );
}

describe('readJson', () => {
  it.each([
    ['an object', '{"a":1}', { a: 1 }],
    ['white space around it', ' \n[1]\r\n', [1]],
    ['a byte-order mark in front', '\uFEFF{}', {}],
    ['a bare value', 'null', null],
  ])('reads %s', async (_, text, value) => {
    expect(await readJson(new Response(text), at, signal)).toEqual(value);
  });

  it('reads a character that is cut in two', async () => {
    const bytes = new TextEncoder().encode('"é"');
    expect(await readJson(pieces(bytes.slice(0, 2), bytes.slice(2)), at, signal)).toBe('é');
  });

  it.each([
    ['no body', new Response(null), 'empty'],
    ['an empty body', new Response(''), 'empty'],
    ['a blank one', new Response(' \n '), 'empty'],
    ['a page', new Response(' <!doctype html>canary'), 'html'],
    ['half an object', new Response('{"a":"canary'), 'json'],
    ['two values', new Response('{}{}'), 'json'],
    ['words', new Response('canary'), 'json'],
    ['65,537 bytes', new Response(`"${'x'.repeat(65_535)}"`), 'too-large'],
    ['a last byte too many', pieces(new Uint8Array(65_536).fill(32), new Uint8Array(1)), 'too-large'],
  ])('rejects %s, and does not quote it', async (_, response, reason) => {
    const error: unknown = await readJson(response, at, signal).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_RESPONSE', reason, origin });
    expect(String(error)).not.toContain('canary');
  });

  it('reads 65,536 bytes', async () => {
    expect(await readJson(new Response(`"${'x'.repeat(65_534)}"`), at, signal)).toHaveLength(65_534);
  });

  it('cancels the stream of what is too long, with little of it read', async () => {
    let pulls = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulls += 1;
        controller.enqueue(new Uint8Array(16_384).fill(32));
      },
      cancel: () => void (cancelled = true),
    });
    await expect(readJson(new Response(endless), at, signal)).rejects.toMatchObject({ reason: 'too-large' });
    expect([cancelled, pulls < 8]).toEqual([true, true]);
  });

  it('passes on what the stream itself throws', async () => {
    const error = new Error('cut');
    const broken = new ReadableStream({ pull: (controller) => controller.error(error) });
    await expect(readJson(new Response(broken), at, signal)).rejects.toBe(error);
  });

  it('ends with its signal, even when the stream knows of none', async () => {
    const abort = new AbortController();
    const silent = new Response(new ReadableStream({}));
    const reading = readJson(silent, at, abort.signal).catch((thrown: unknown) => thrown);
    abort.abort();
    expect(await reading).toBeInstanceOf(Error);
  });

  it("reads a body that is a stream of Node's, as node-fetch gives it, and destroys one that is too long", async () => {
    const answer = (chunks: readonly string[]): { readonly response: Response; readonly body: Readable } => {
      const body = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
      return { response: Object.assign(Object.create(Response.prototype, { body: { value: body } })), body };
    };
    expect(await readJson(answer(['{"a":', '1}']).response, at, signal)).toEqual({ a: 1 });
    const long = answer(['"', 'x'.repeat(70_000), '"']);
    await expect(readJson(long.response, at, signal)).rejects.toMatchObject({ reason: 'too-large' });
    expect(long.body.destroyed).toBe(true);
  });

  it("ends with its signal also where it waits for a stream of Node's", async () => {
    const abort = new AbortController();
    const body = new Readable({ read: () => undefined });
    const response: Response = Object.create(Response.prototype, { body: { value: body } });
    const reading = readJson(response, at, abort.signal).catch((thrown: unknown) => thrown);
    abort.abort();
    expect(await reading).toBeInstanceOf(Error);
    expect(body.destroyed).toBe(true);
  });
});
