import type { Deadline } from '../concurrency/deadline.ts';
import { configError } from '../errors/config-error.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenExchange, TokenIssuer } from '../issuer/token-issuer.ts';

/**
 * How long a call during a rest waits for a function that reads the credentials. Such calls should be rejected at once.
 *
 * Why: docs/why.md#credentials-during-a-rest
 */
const patienceMs = 250;

/** Reads the current credentials through the issuer, which may call a function of the user. */
export class Credentials {
  readonly #issuer: TokenIssuer;
  #latest: TokenExchange | undefined;

  constructor(issuer: TokenIssuer) {
    this.#issuer = issuer;
  }

  /**
   * Reads them within the deadline, also if the user's function never ends.
   *
   * @throws TokenError `ERR_TOKEN_CONFIG` if the function throws, does not end or returns something else; its own error may
   * hold a secret and is not passed on
   */
  async read(deadline: Deadline): Promise<TokenExchange> {
    try {
      const prepared = await deadline.race((async () => this.#issuer.prepare())());
      if (!isComplete(prepared)) {
        throw configError('prepare() of the issuer must give identity, secret and exchange: correct it.', 'issuer');
      }
      this.#latest = prepared;
      return prepared;
    } catch (error) {
      const { aborted, reason } = deadline.signal;
      // A closed client, or a flight given up, has its own error.
      if (aborted && !(TokenError.isInstance(reason) && reason.code === 'ERR_TOKEN_TIMEOUT')) throw reason;
      // Any other TokenError is that of a service behind the function, not of the issuer.
      if (TokenError.isInstance(error) && error.code === 'ERR_TOKEN_CONFIG') throw error;
      throw new TokenError(
        `The function that reads the credentials ${aborted ? 'did not answer in time' : 'failed'}: look at what was given to the issuer as credentials or secret.`,
        { code: 'ERR_TOKEN_CONFIG', reason: 'credentials', retryable: true },
      );
    }
  }

  /**
   * The newest credentials that are known within 250 ms. Those that come later are used by the next call.
   *
   * @returns `undefined` if none have been read yet and none came in time
   */
  async soon(deadline: Deadline): Promise<TokenExchange | undefined> {
    await Promise.race([this.read(deadline), deadline.sleep(patienceMs)]).catch(() => undefined);
    return this.#latest;
  }
}

function isComplete(prepared: Partial<TokenExchange> | undefined): boolean {
  const { identity, secret, exchange } = Object(prepared);
  const sealing = secret === undefined || typeof secret?.equals === 'function';
  return Array.isArray(identity) && sealing && typeof exchange === 'function';
}

/** Whether two readings are of the same client with the same secret. */
export function areSame(one: TokenExchange, other: TokenExchange): boolean {
  const sameSecret = one.secret === undefined ? other.secret === undefined : other.secret?.equals(one.secret) === true;
  return sameSecret && JSON.stringify(one.identity) === JSON.stringify(other.identity);
}
