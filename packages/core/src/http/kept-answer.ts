import type { FullClock } from '../concurrency/clock.ts';
import { isByteStream } from './byte-source.ts';
import { type BriefRead, readBriefly } from './read-briefly.ts';
import { withFacts } from './with-facts.ts';

/** How much of a 401's body is kept. It is rarely longer. (docs/why.md#answer-of-a-401) */
const maxBytes = 1024 * 1024;

const nothing: BriefRead = { bytes: new Uint8Array(0) };

/**
 * Reads an answer, so that its connection is free for the exchange: an agent may have only one. It reads at most 1 MiB,
 * for at most a second; the rest is dropped.
 *
 * @returns the same answer, whose body can still be read
 */
export async function keptAnswer(answer: Response, clock: FullClock): Promise<Response> {
  const { body, status, statusText, headers, url, redirected } = answer;
  // One that somebody made by hand may have headers that can only be asked for by name.
  if (!isByteStream(body) || !(Symbol.iterator in headers)) return answer;
  const { bytes, rest } = await readBriefly(body, maxBytes, clock).catch(() => nothing);
  await rest?.cancel();
  // `new Response` would refuse the status text of some servers, so `withFacts` adds it.
  return withFacts(new Response(bytes, { status, headers: [...headers] }), { url, redirected, statusText });
}
