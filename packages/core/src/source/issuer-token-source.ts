import type { FullClock } from '../concurrency/clock.ts';
import type { Deadline } from '../concurrency/deadline.ts';
import type { TokenError } from '../errors/token-error.ts';
import { toTokenError } from '../errors/to-token-error.ts';
import type { TokenEventListener } from '../events.ts';
import { createSendExchange } from '../http/exchange.ts';
import { readCredentials } from '../issuer/read-credentials.ts';
import type { TokenExchange, TokenIssuer } from '../issuer/token-issuer.ts';
import { AccessToken } from '../token/access-token.ts';
import { plainNames, type Endpoint } from '../errors/endpoint.ts';
import { responseError } from '../errors/response-error.ts';
import { checkGrant } from '../token/parse-token-response.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { TokenRequest, TokenSource } from './token-source.ts';

/** What an {@link IssuerTokenSource} is made of. */
export interface IssuerTokenSourceOptions {
  readonly issuer: TokenIssuer;
  readonly clock: FullClock;
  readonly onEvent: TokenEventListener;
  readonly random: () => number;
  readonly fetch: typeof fetch | undefined;
}

const secondMs = 1000;

/** The innermost source: every call is an exchange, with its retries, within the deadline. It remembers nothing. */
export class IssuerTokenSource implements TokenSource {
  readonly #options: IssuerTokenSourceOptions;

  constructor(options: IssuerTokenSourceOptions) {
    this.#options = options;
  }

  async getToken(request: TokenRequest & { readonly deadline: Deadline }): Promise<AccessToken> {
    const { issuer, clock } = this.#options;
    const { deadline, replacing } = request;
    const exchange = request.exchange ?? (await readCredentials(issuer, deadline));
    for (;;) {
      const token = await this.#exchangeWithRetries(exchange, request);
      if (token.expiresAt > clock.now()) {
        if (token.accessToken === replacing?.accessToken) {
          this.#options.onEvent({ type: 'same-token', lifetimeMs: token.lifetimeMs });
        }
        return token;
      }
      // A sticky issuer in its token's last second: a second later it has a new one.
      if (!(deadline.remainingMs > secondMs)) {
        throw responseError('expired', 'an expired token', endpointOf(issuer));
      }
      await deadline.sleep(secondMs);
    }
  }

  async invalidate(): Promise<void> {}

  async #exchangeWithRetries(
    exchange: TokenExchange,
    { deadline, probe }: TokenRequest & { readonly deadline: Deadline },
  ): Promise<AccessToken> {
    const { issuer, clock, onEvent, random } = this.#options;
    for (let retries = 0; ; retries += 1) {
      const startedAt = clock.monotonic();
      try {
        return await this.#exchangeOnce(exchange, deadline);
      } catch (thrown) {
        const error: TokenError = toTokenError(thrown, endpointOf(issuer), 'issuer');
        const { code, reason, status, detail } = error;
        const delayMs = probe === true ? undefined : retryDelayMs(error, retries, random());
        const retryInMs = delayMs !== undefined && delayMs < deadline.remainingMs ? delayMs : undefined;
        const durationMs = clock.monotonic() - startedAt;
        onEvent({ type: 'exchange-failed', origin: issuer.origin, durationMs, code, reason, status, detail, retryInMs });
        if (retryInMs === undefined) throw error;
        await deadline.sleep(retryInMs);
      }
    }
  }

  async #exchangeOnce(exchange: TokenExchange, deadline: Deadline): Promise<AccessToken> {
    const { issuer, clock, onEvent, fetch } = this.#options;
    const { origin } = issuer;
    const before = { wall: clock.now(), monotonic: clock.monotonic() };
    const send = createSendExchange({ endpoint: endpointOf(issuer), endpointOrigins: issuer.endpointOrigins ?? [], allowInsecure: issuer.allowInsecure === true, clock, deadline, signal: deadline.signal, fetch });
    const grant = checkGrant(await deadline.race(exchange.exchange(send)), endpointOf(issuer));
    const now = clock.now();
    const durationMs = clock.monotonic() - before.monotonic;
    // Counted from before the request, by the clock on which it took longer: either may have been set or have slept.
    const expiresAt = Math.floor(now + grant.expiresInMs - Math.max(durationMs, now - before.wall));
    onEvent({ type: 'exchanged', origin, durationMs, lifetimeMs: grant.expiresInMs });
    return new AccessToken({ accessToken: grant.accessToken, expiresAt, lifetimeMs: grant.expiresInMs }, clock);
  }
}

function endpointOf({ origin, optionNames }: TokenIssuer): Endpoint {
  return { origin, names: optionNames ?? plainNames };
}
