import { TokenError, type TokenGrant } from '../src/index.ts';
import { ScriptedIssuer, type ScriptedIssuerOptions } from './scripted-issuer.ts';

/** What the issuer does from now on. */
export type Behaviour =
  | 'ok'
  | 'slow'
  | 'very slow'
  | '500'
  | '401'
  | '429'
  | 'reset'
  | 'hang'
  | 'garbage'
  | 'no life'
  | 'a second of life'
  | 'throws a secret';

/** An issuer that behaves as it is told, and ends what is under way as a transport does. */
export class WaywardIssuer extends ScriptedIssuer {
  override secret = 'canary-secret';
  behaves: Behaviour = 'ok';
  readonly #clock: ScriptedIssuerOptions['clock'];
  readonly #aborts = new Set<() => void>();

  constructor(options: ScriptedIssuerOptions) {
    super(options);
    this.#clock = options.clock;
    this.script = () => this.#answer();
  }

  /** Ends the exchanges under way. */
  abort(): void {
    for (const abort of this.#aborts) abort();
    this.#aborts.clear();
  }

  #answer(): Promise<TokenGrant> | undefined {
    const after = async <T>(ms: number, then: () => T | Promise<T>): Promise<T> => {
      await new Promise<void>((resolve, reject) => {
        this.#aborts.add(() => reject(new TypeError('aborted')));
        this.#clock.setTimer(resolve, ms);
      });
      return then();
    };
    const fail = async (error: Error): Promise<never> => {
      throw error;
    };
    const grant = (): TokenGrant => this.grant();
    switch (this.behaves) {
      case 'ok':
        return Promise.resolve(grant());
      case 'slow':
        return after(50, grant);
      case 'very slow':
        return after(4500, grant).then((granted) => after(4500, () => granted));
      case '500':
        return fail(new TokenError('failed', { code: 'ERR_TOKEN_SERVER', status: 500 }));
      case '401':
        return fail(new TokenError('refused', { code: 'ERR_TOKEN_CREDENTIALS', status: 401 }));
      case '429':
        return fail(new TokenError('slower', { code: 'ERR_TOKEN_RATE_LIMITED', status: 429, retryAfterMs: 5000 }));
      case 'reset':
        return fail(new TypeError('fetch failed'));
      case 'throws a secret':
        return fail(new Error(`cannot send ${this.secret}`));
      case 'hang':
        return after(Infinity, grant);
      case 'garbage':
        return Promise.resolve({ accessToken: 'canary\r\nheader: injected', expiresInMs: 60_000 });
      case 'no life':
        return Promise.resolve({ ...grant(), expiresInMs: 0 });
      case 'a second of life':
        return Promise.resolve({ ...grant(), expiresInMs: Math.min(1000, grant().expiresInMs) });
    }
  }
}
