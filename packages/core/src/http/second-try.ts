import { abortable } from '../concurrency/abortable.ts';
import type { FullClock } from '../concurrency/clock.ts';
import type { TokenEventListener } from '../events.ts';
import type { AccessToken } from '../token/access-token.ts';
import { roundingMs } from '../token/rounding.ts';
import type { ApiRequest } from './api-request.ts';
import { discard } from './discard.ts';
import { keptAnswer } from './kept-answer.ts';

/** What {@link createSecondTry} needs. */
export interface SecondTryOptions {
  readonly getToken: (options?: { readonly signal: AbortSignal }) => Promise<AccessToken>;
  readonly invalidate: (rejected: AccessToken) => void;
  readonly onEvent: TokenEventListener;
  readonly clock: FullClock;
}

/** A call whose token was refused. */
export interface Refused {
  readonly request: ApiRequest;
  readonly token: AccessToken;
  /** The 401. */
  readonly answer: Response;
  /** Sends the request with a token, redirects included. */
  readonly deliver: (token: AccessToken) => Promise<Response>;
}

/** Replicas of an API may lag behind the issuer: a token so new may be right all the same. */
const newMs = 2000;
/** How long it waits for them; what a caller pays for a token that is revoked within its first two seconds. */
const momentMs = 500;

/**
 * Makes what follows a 401.
 *
 * | token | body | |
 * | --- | --- | --- |
 * | younger than 2 s | can be had again | the same once more after a moment; refused again: as below |
 * | younger than 2 s | cannot | the 401; whoever calls next tries the token again |
 * | older | can be had again | refused; once more with another token, or the 401 if there is none |
 * | older | cannot | refused; the 401 |
 *
 * It throws the reason of the call's signal, and what `fetch` throws.
 */
export function createSecondTry(options: SecondTryOptions): (refused: Refused) => Promise<Response> {
  const { getToken, invalidate, onEvent, clock } = options;
  // An issuer may give it again, as if it were new.
  let lastRefused: string | undefined;
  const refuse = (token: AccessToken): void => {
    lastRefused = token.accessToken;
    invalidate(token);
  };

  return async (refused) => {
    const { request } = refused;
    const { once } = request;
    const isNew = refused.token.accessToken !== lastRefused && ageOf(refused.token, clock) < newMs;
    if (once !== undefined) {
      if (!isNew) refuse(refused.token);
      onEvent({ type: 'not-resent', reason: once });
      return refused.answer;
    }
    const { answer, token } = isNew ? await tryAgain(refused, options) : refused;
    if (answer.status !== 401) return answer;
    const kept = await keptAnswer(answer, clock);
    refuse(token);
    const newer = await getToken(optionsFor(request)).catch(() => undefined);
    request.init.signal?.throwIfAborted();
    if (newer !== undefined && newer.accessToken !== token.accessToken) return refused.deliver(newer);
    if (newer !== undefined) onEvent({ type: 'not-resent', reason: 'same-token' });
    return kept;
  };
}

/** The same request after a moment, with the token that is current then. */
async function tryAgain(
  { request, answer, deliver }: Refused,
  { getToken, clock }: SecondTryOptions,
): Promise<Pick<Refused, 'token' | 'answer'>> {
  discard(answer);
  await abortable(moment(clock), request.init.signal ?? undefined);
  const token = await getToken(optionsFor(request));
  return { token, answer: await deliver(token) };
}

/** A caller's own abort ends the wait for a token. */
export function optionsFor({ init: { signal } }: ApiRequest): { readonly signal: AbortSignal } | undefined {
  return signal ? { signal } : undefined;
}

/** Since the exchange that brought it, by the wall clock: other processes have it out of a cache. */
function ageOf({ expiresAt, lifetimeMs }: AccessToken, clock: FullClock): number {
  const age = clock.now() - (expiresAt + roundingMs(lifetimeMs) - lifetimeMs);
  // A clock that was set back tells nothing.
  return age >= 0 ? age : Infinity;
}

function moment(clock: FullClock): Promise<void> {
  return new Promise((resolve) => clock.setTimer(resolve, momentMs).hold());
}
