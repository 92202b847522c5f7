import { abortable } from '../concurrency/abortable.ts';
import type { FullClock } from '../concurrency/clock.ts';
import type { ApiRequest } from './api-request.ts';
import { type ByteStream, isByteStream } from './byte-source.ts';
import { readBriefly } from './read-briefly.ts';

/** A `Request` taken apart. */
export interface RequestParts {
  /** As `fetch` itself would see it. */
  readonly url: string;
  /** What `fetch` would be given besides the URL, for the same call, but for the body of the `Request`. */
  readonly init: RequestInit;
  readonly stream?: ByteStream;
}

/** How to read it. */
export interface RequestBodyOptions {
  readonly maxReplayBytes: number;
  readonly clock: FullClock;
}

/** Handed on, these would say nothing, and some are errors in workerd. */
const defaults: Readonly<Record<string, unknown>> = {
  redirect: 'follow',
  cache: 'default',
  credentials: 'same-origin',
  integrity: '',
  keepalive: false,
  mode: 'cors',
  referrer: 'about:client',
  referrerPolicy: '',
};

/**
 * So much of a body is held in memory to send it under its length, as `fetch` sends what is no stream.
 *
 * Why: docs/why.md#body-of-a-request
 */
const heldBytes = 16 * 1024 * 1024;

/** Whether it is a `Request`: the platform's, of a subclass, or of another implementation. */
export function isRequest(input: unknown): input is Request {
  // What most calls have, told apart before an exception has to tell.
  if (typeof input !== 'object' || input === null || input instanceof URL) return false;
  return Object.prototype.toString.call(input) === '[object Request]' || isPlatforms(input);
}

/**
 * Takes a `Request` apart, so that any `fetch` can send it, and what was checked is what is sent.
 *
 * @param beside what stands beside it, which comes first
 */
export function readRequest(request: Request, beside: RequestInit): RequestParts {
  const from = isPlatforms(request) ? Request.prototype : request;
  // What a subclass says is not what `fetch` does, so the platform's own getters are asked.
  const member = (name: string): unknown => Reflect.get(from, name, request);
  const init: Record<string, unknown> = { method: member('method'), headers: member('headers') };
  const signal = member('signal');
  if (signal) init['signal'] = signal;
  for (const [name, value] of Object.entries(defaults)) {
    const own = member(name);
    if (own !== undefined && own !== value) init[name] = own;
  }
  for (const [name, value] of Object.entries(beside)) if (value !== undefined) init[name] = value;
  const url = String(member('url'));
  // An empty string is a body too; `null` is none.
  if ((init['body'] ?? undefined) !== undefined) return { url, init };
  const body = member('body');
  if (isByteStream(body)) return { url, init, stream: body };
  // Of node-fetch 2 it may be the bytes themselves.
  if (body) init['body'] = body;
  return { url, init };
}

/**
 * Reads the body of a `Request`, as `fetch` does: it cannot be used again. What is longer than 16 MiB, or is not there
 * within a second, is sent as a stream.
 *
 * @throws TypeError for one that has been read before; the reason of `signal`
 */
export async function withBodyOf(
  stream: ByteStream,
  request: ApiRequest,
  { maxReplayBytes, clock }: RequestBodyOptions,
): Promise<ApiRequest> {
  const reading = readBriefly(stream, Math.max(maxReplayBytes, heldBytes), clock);
  const { bytes, rest } = await abortable(reading, request.init.signal ?? undefined);
  const tooLarge = bytes.byteLength > maxReplayBytes ? 'too-large' : undefined;
  if (rest === undefined) return { ...request, init: { ...request.init, body: bytes }, once: tooLarge };
  const init = { ...request.init, body: rest.whole(), duplex: 'half' };
  return { ...request, init, once: tooLarge ?? 'stream' };
}

function isPlatforms(input: object): boolean {
  try {
    Reflect.get(Request.prototype, 'url', input);
    return true;
  } catch {
    return false;
  }
}
