import { TokenError } from '../errors/token-error.ts';

/** The client was closed before, or while somebody waited. */
export function closedError(): TokenError {
  return new TokenError('Token client is closed: create a new one.', { code: 'ERR_TOKEN_CLOSED' });
}

/** The issuer gives less life than was asked for. */
export function lifetimeError(remainingMs: number, minLifetimeMs: number, originOf: () => string): TokenError {
  const origin = originOf();
  return new TokenError(
    `Token has ${Math.floor(remainingMs / 1000)} s left at ${origin}, and minLifetimeMs is ${minLifetimeMs}: ask for less.`,
    { code: 'ERR_TOKEN_LIFETIME', origin },
  );
}

/**
 * The time is up. Never throws, since it is made in a timer, where nobody would catch it.
 *
 * @returns the issuer's own error when it cannot even say where it is
 */
export function timeoutError(timeoutMs: number, originOf: () => string): unknown {
  try {
    const origin = originOf();
    return new TokenError(
      `No token within ${timeoutMs} ms at ${origin}: check that the token endpoint answers, or raise timeoutMs.`,
      { code: 'ERR_TOKEN_TIMEOUT', origin },
    );
  } catch (error) {
    return error;
  }
}

/** What came was dead on arrival. */
export function expiredError(originOf: () => string): TokenError {
  const origin = originOf();
  return new TokenError(`Token had expired when it came at ${origin}: check this machine's clock.`, {
    code: 'ERR_TOKEN_RESPONSE',
    reason: 'expired',
    origin,
  });
}

/** Each caller gets an error of its own: what one writes on it, no other sees. (docs/why.md#one-error-per-caller) */
export function ownError(error: unknown): unknown {
  return TokenError.isInstance(error) ? new TokenError(error.message, error) : error;
}

/** The same, thrown. */
export function throwOwn(error: unknown): never {
  throw ownError(error);
}
