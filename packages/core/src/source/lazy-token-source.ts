import { configError } from '../errors/config-error.ts';
import type { AccessToken } from '../token/access-token.ts';
import type { TokenRequest, TokenSource } from './token-source.ts';

/** A source that is loaded when it is first asked: importing core costs a process nothing that it may never need. */
export class LazyTokenSource implements TokenSource {
  readonly #load: () => Promise<TokenSource>;
  #source: Promise<TokenSource> | undefined;

  constructor(load: () => Promise<TokenSource>) {
    this.#load = load;
  }

  /** Rejects with `ERR_TOKEN_CONFIG` when the rest of the package is not there to be loaded; the next call tries again. */
  async getToken(request?: TokenRequest): Promise<AccessToken> {
    this.#source ??= this.#load().catch(() => {
      this.#source = undefined;
      throw configError('A part of core could not be loaded: deploy the whole package.');
    });
    const source = await (request?.deadline?.race(this.#source) ?? this.#source);
    return source.getToken(request);
  }

  async invalidate(rejected: AccessToken | string): Promise<void> {
    await (await this.#source)?.invalidate(rejected);
  }
}
