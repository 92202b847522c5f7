import type { Clock } from '../concurrency/clock.ts';
import type { Endpoint, OptionNames } from '../errors/endpoint.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../http/exchange-request.ts';
import type { TokenGrant } from '../token/parse-token-response.ts';
import { Secret } from '../token/secret.ts';
import { credentialHint } from './credential.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** The values that differ from one exchange to the next, for requests with a date or a signature. */
export interface ExchangeMoment {
  /** The time of the exchange, in epoch milliseconds. */
  readonly now: number;
  /** A random UUID. */
  readonly nonce: string;
}

/** A moment that is always the same: what is made of it tells one request from another. */
export const noMoment: ExchangeMoment = { now: 0, nonce: '00000000-0000-4000-8000-000000000000' };

/** What an {@link endpointIssuer} is made of; all of it has been checked. */
export interface EndpointIssuerParts<Credentials extends object> {
  readonly origin: string;
  readonly optionNames: OptionNames;
  /** What decides about the token besides the request. */
  readonly identity: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  readonly read: () => Credentials | Promise<Credentials>;
  readonly request: (credentials: Credentials, moment: ExchangeMoment) => ExchangeRequest | Promise<ExchangeRequest>;
  readonly readAnswer: (answer: ExchangeAnswer, at: Endpoint) => TokenGrant | Promise<TokenGrant>;
}

/**
 * An issuer whose request is made of the credentials, one POST or GET. The cache key covers the whole request; since the
 * credentials are in it, it seals instead of naming.
 */
export function endpointIssuer<Credentials extends object>(
  parts: EndpointIssuerParts<Credentials>,
): Pick<TokenIssuer, 'origin' | 'optionNames' | 'prepare'> {
  const { origin, optionNames, identity, clock, read, request, readAnswer } = parts;
  return {
    origin,
    optionNames,
    async prepare() {
      const current = await read();
      const made = await request(current, noMoment);
      const hints = Object.entries(current).map(([name, value]) => credentialHint(name, String(value)));
      const hint = hints.find((said) => said !== undefined);
      return {
        identity,
        secret: new Secret(JSON.stringify([current, made])),
        hint,
        async exchange(send) {
          const moment = { now: clock.now(), nonce: globalThis.crypto.randomUUID() };
          return readAnswer(await send(await request(current, moment)), { origin, names: optionNames, hint });
        },
      };
    },
  };
}
