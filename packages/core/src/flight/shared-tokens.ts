import { deriveCacheKeys } from '../cache/cache-key.ts';
import type { TokenExchange } from '../issuer/token-issuer.ts';
import { areSame } from './credentials.ts';
import { SharedToken, type SharedTokenParts } from './shared-token.ts';

/** Finds the place in the cache that belongs to credentials; keys are derived again when those change. */
export class SharedTokens {
  readonly #parts: Omit<SharedTokenParts, 'keys'>;
  #found: { readonly exchange: TokenExchange; readonly place: SharedToken } | undefined;
  #told = false;

  constructor(parts: Omit<SharedTokenParts, 'keys'>) {
    this.#parts = parts;
  }

  /** @returns `undefined` where nothing can be sealed, which an event says once: then nothing is stored */
  async of(exchange: TokenExchange): Promise<SharedToken | undefined> {
    if (this.#found !== undefined && areSame(this.#found.exchange, exchange)) return this.#found.place;
    const { identity, secret } = exchange;
    // Without WebCrypto there is nothing to seal with either.
    const keys = secret === undefined ? undefined : await deriveCacheKeys({ identity, secret }).catch(() => undefined);
    if (keys === undefined) {
      if (!this.#told) this.#parts.onEvent({ type: 'cache-unused' });
      this.#told = true;
      return undefined;
    }
    const place = new SharedToken({ ...this.#parts, keys });
    this.#found = { exchange, place };
    return place;
  }
}
