import type { FullClock } from '../concurrency/clock.ts';
import { isByteStream } from './byte-source.ts';
import { type BriefRead, readBriefly } from './read-briefly.ts';
import { withFacts } from './with-facts.ts';

/** What a 401 says is rarely longer; more is not worth its memory. (docs/why.md#answer-of-a-401) */
const maxBytes = 1024 * 1024;

const nothing: BriefRead = { bytes: new Uint8Array(0) };

/**
 * Reads an answer, so that its connection is free for others, the exchange among them: an agent may have only one. What
 * has not come within a second or 1 MiB is given up, and so is what breaks off.
 *
 * @returns the same answer, to be read when it is wanted
 */
export async function keptAnswer(answer: Response, clock: FullClock): Promise<Response> {
  const { body, status, statusText, headers, url, redirected } = answer;
  // One that somebody made by hand may have headers that can only be asked for by name.
  if (!isByteStream(body) || !(Symbol.iterator in headers)) return answer;
  const { bytes, rest } = await readBriefly(body, maxBytes, clock).catch(() => nothing);
  await rest?.cancel();
  // Its words are no argument: some servers write what a new answer would refuse.
  return withFacts(new Response(bytes, { status, headers: [...headers] }), { url, redirected, statusText });
}
