import { abortable } from '../concurrency/abortable.ts';
import type { FullClock } from '../concurrency/clock.ts';
import type { TokenEventListener } from '../events.ts';
import type { AccessToken } from '../token/access-token.ts';
import { roundingMs } from '../token/rounding.ts';
import type { ApiRequest } from './api-request.ts';
import { keptAnswer } from './kept-answer.ts';

/** The parts that {@link createSecondTry} needs. */
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

/** A token younger than this may be valid although the API refused it: its replicas may lag. (docs/why.md#new-tokens) */
const newMs = 2000;
/**
 * How long to wait for the replicas. If the token was revoked in its first two seconds, the caller loses this time.
 *
 * Why: docs/why.md#new-tokens
 */
const momentMs = 500;

/**
 * Makes the function that handles a 401.
 *
 * | token | body | |
 * | --- | --- | --- |
 * | younger than 2 s | can be had again | one call tries it again after half a second, and all others wait for that; refused again: as below |
 * | younger than 2 s | cannot | the 401; the next call tries the token again |
 * | older | can be had again | refused; once more with another token, or the 401 if there is none |
 * | older | cannot | refused; the 401 |
 *
 * It throws the reason of the call's signal, and what `fetch` throws.
 */
export function createSecondTry(options: SecondTryOptions): (refused: Refused) => Promise<Response> {
  const { getToken, invalidate, onEvent, clock } = options;
  /** By token: whether the API accepted it when it was tried again. */
  const looks = new Map<string, Promise<boolean>>();
  // The issuer may grant the same token again, as if it were new.
  let lastRefused: string | undefined;
  const refuse = (token: AccessToken): void => {
    lastRefused = token.accessToken;
    invalidate(token);
  };

  /** @returns the second answer, or `undefined` if another call tried the token again and it was refused */
  async function lookAgain({ request, token, deliver }: Refused): Promise<Response | undefined> {
    const signal = request.init.signal ?? undefined;
    const underWay = looks.get(token.accessToken);
    if (underWay !== undefined) return (await abortable(underWay, signal)) ? deliver(token) : undefined;
    const looking = abortable(moment(clock), signal).then(() => deliver(token));
    const taken = looking.then(
      ({ status }) => status !== 401,
      // This call failed for another reason, so the other calls try for themselves.
      () => true,
    );
    looks.set(token.accessToken, taken);
    return looking.finally(() => looks.delete(token.accessToken));
  }

  return async (given) => {
    const { request, token } = given;
    const deliver: Refused['deliver'] = (other) => {
      onEvent({ type: 'resent' });
      return given.deliver(other);
    };
    const refused = { ...given, deliver };
    const isNew = token.accessToken !== lastRefused && ageOf(token, clock) < newMs;
    if (request.once !== undefined) {
      if (!isNew) refuse(token);
      onEvent({ type: 'not-resent', reason: request.once });
      return refused.answer;
    }
    let kept = await keptAnswer(refused.answer, clock);
    const second = isNew ? await lookAgain(refused) : undefined;
    if (second !== undefined && second.status !== 401) return second;
    if (second !== undefined) kept = await keptAnswer(second, clock);
    refuse(token);
    const newer = await getToken(optionsFor(request)).catch(() => undefined);
    request.init.signal?.throwIfAborted();
    if (newer !== undefined && newer.accessToken !== token.accessToken) return deliver(newer);
    if (newer !== undefined) onEvent({ type: 'not-resent', reason: 'same-token' });
    return kept;
  };
}

/** A caller's own abort ends the wait for a token. */
export function optionsFor({ init: { signal } }: ApiRequest): { readonly signal: AbortSignal } | undefined {
  return signal ? { signal } : undefined;
}

/** Since the exchange that brought it, by the wall clock: other processes have it out of a cache. */
function ageOf({ expiresAt, lifetimeMs }: AccessToken, clock: FullClock): number {
  const age = clock.now() - (expiresAt + roundingMs(lifetimeMs) - lifetimeMs);
  // If the clock was set back, the age is unknown.
  return age >= 0 ? age : Infinity;
}

function moment(clock: FullClock): Promise<void> {
  return new Promise((resolve) => clock.setTimer(resolve, momentMs).hold());
}
