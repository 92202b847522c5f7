import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import { plainNames } from '../errors/endpoint.ts';
import { toTokenError } from '../errors/to-token-error.ts';
import { TokenError } from '../errors/token-error.ts';
import type { TokenEventListener } from '../events.ts';
import { readCredentials } from '../issuer/read-credentials.ts';
import type { TokenExchange, TokenIssuer } from '../issuer/token-issuer.ts';
import type { AccessToken } from '../token/access-token.ts';
import { coolDownMs } from './cool-down.ts';
import type { TokenRequest, TokenSource } from './token-source.ts';

/** What a {@link CoolDownTokenSource} is made of. */
export interface CoolDownTokenSourceOptions {
  readonly inner: TokenSource;
  readonly issuer: TokenIssuer;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
}

interface Failure {
  readonly error: TokenError;
  readonly until: number;
  readonly count: number;
  /** The credentials that failed; `undefined` when there were none to be read. */
  readonly exchange: TokenExchange | undefined;
}

/** How long calls in a cool-down wait for a function that reads the credentials. */
const patienceMs = 250;

/**
 * Leaves the issuer alone after a failure: until the cool-down ends every call gets the same error at once, and the
 * first call after it is a probe, without retries. New credentials end it.
 */
export class CoolDownTokenSource implements TokenSource {
  readonly #options: CoolDownTokenSourceOptions;
  #failure: Failure | undefined;
  #credentialsReadAt = -Infinity;

  constructor(options: CoolDownTokenSourceOptions) {
    this.#options = options;
  }

  /** Rejects with the last error while the cool-down lasts. */
  async getToken(request: TokenRequest & { readonly deadline: Deadline }): Promise<AccessToken> {
    const failure = this.#failure;
    if (failure !== undefined && this.#options.clock.monotonic() < failure.until) {
      await this.#lookForNewCredentials(failure, request.deadline);
      if (this.#failure === failure) throw failure.error;
    }
    return this.#ask(request);
  }

  invalidate(rejected: AccessToken | string): Promise<void> {
    return this.#options.inner.invalidate(rejected);
  }

  async #ask(request: TokenRequest & { readonly deadline: Deadline }): Promise<AccessToken> {
    const { inner, issuer, clock, onEvent } = this.#options;
    let exchange: TokenExchange | undefined;
    try {
      exchange = await readCredentials(issuer, request.deadline);
      const probe = this.#failure !== undefined;
      // Raced here as well, so that a deadline opens the cool-down even if the source below ignores it.
      const token = await request.deadline.race(inner.getToken({ ...request, exchange, probe }));
      this.#failure = undefined;
      return token;
    } catch (thrown) {
      const error = TokenError.isInstance(thrown) ? thrown : toTokenError(thrown, { origin: issuer.origin, names: issuer.optionNames ?? plainNames });
      if (error.code === 'ERR_TOKEN_CLOSED') throw error;
      const count = (this.#failure?.count ?? 0) + 1;
      const durationMs = coolDownMs(error, count);
      this.#failure = { error, count, exchange, until: clock.monotonic() + durationMs };
      onEvent({ type: 'cooling-down', code: error.code, durationMs });
      throw error;
    }
  }

  /**
   * Reads the credentials at most once a second, since behind them may stand a service of its own, which the callers
   * do not wait for longer than a moment. New ones end the cool-down, late ones for the calls that come then.
   */
  async #lookForNewCredentials(failure: Failure, deadline: Deadline): Promise<void> {
    const now = this.#options.clock.monotonic();
    if (now < this.#credentialsReadAt + 1000) return;
    this.#credentialsReadAt = now;
    const read = async (): Promise<void> => {
      const current = await readCredentials(this.#options.issuer, deadline);
      if (this.#failure === failure && isNew(current, failure.exchange)) this.#failure = undefined;
    };
    await Promise.race([read(), deadline.sleep(patienceMs)]).catch(() => undefined);
  }
}

function isNew({ secret, identity }: TokenExchange, failed: TokenExchange | undefined): boolean {
  return failed === undefined || secret === undefined || failed.secret?.equals(secret) !== true || failed.identity.join('\n') !== identity.join('\n');
}
