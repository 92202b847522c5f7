import { inspect } from 'node:util';
import type { MockServer } from '@tokenkeep/mock-server';
import {
  createTokenClient,
  symbl,
  TokenError,
  type AccessToken,
  type SymblOptions,
  type TokenClient,
  type TokenClientOptions,
} from '../src/index.ts';
import { everythingShown } from './everything-shown.ts';
import { issuerUnderTest } from './issuer-under-test.ts';

/** What stands wherever a secret may stand, and what an issuer or API gives for a token that is none. */
export const secret = 'Canary5ecretNobodyMaySee';
export const badToken = 'CanaryT0kenNobodyMaySee';

/** What happens to a client, and is searched for leaks meanwhile. */
export interface Scenario {
  readonly name: string;
  readonly act: (client: TokenClient, server: MockServer) => unknown;
  readonly options: Partial<TokenClientOptions> & { readonly symblOptions?: SymblOptions };
}

/** Plays scenarios, looks at all that they show, and says where a secret, token or sealed value was seen. */
export class LeakSearch {
  /** What must not be shown: the secret, every token that was granted, every sealed value, and what encodes them. */
  readonly canaries: Set<string> = new Set([
    secret,
    badToken,
    btoa(secret),
    btoa(`app:${secret}`),
    encodeURIComponent(`"${secret}"`),
  ]);
  /** The codes of all errors that were looked at, and the types of all events. */
  readonly codes: Set<string> = new Set();
  readonly eventTypes: Set<string> = new Set();
  /** What was shown, by where it came from. */
  readonly #shown: (readonly [from: string, text: string])[] = [];

  /** Reads all that can be read off a value. */
  look(from: string, value: unknown): void {
    this.#shown.push([from, everythingShown(value)]);
    if (TokenError.isInstance(value)) this.codes.add(value.code);
  }

  /** Whether a text has something in it that must not be shown. */
  isLeak(text: string): boolean {
    return [...this.canaries].some((canary) => text.includes(canary));
  }

  /** Where what must not be shown was shown. */
  leaks(): readonly string[] {
    return [...new Set(this.#shown.filter(([, text]) => this.isLeak(text)).map(([from]) => from))];
  }

  /** Keeps the string of a token that was granted among the canaries, and looks at the object as it shows itself. */
  async granted(client: TokenClient): Promise<AccessToken> {
    const token = await client.getToken();
    this.canaries.add(token.accessToken);
    for (const text of [inspect(token, { depth: Infinity, showHidden: true }), `${token}`, String([token])]) {
      this.#shown.push(['a token that is printed', text]);
    }
    return token;
  }

  /** Looks at a client from all sides before it is used, when it has been, and once it is closed. */
  async play({ name, act, options: { symblOptions, ...options } }: Scenario, server: MockServer): Promise<void> {
    const issuer = symblOptions
      ? symbl(symblOptions)
      : issuerUnderTest({ url: server.url, apps: [{ appId: 'app', appSecret: secret }] });
    const whole: TokenClientOptions = {
      issuer,
      timeoutMs: 2000,
      onEvent: (event) => {
        this.eventTypes.add(event.type);
        this.look(`${name}: event ${event.type}`, event);
      },
      ...options,
    };
    const client = createTokenClient(whole);
    const lookAround = (when: string): void => {
      for (const [what, value] of Object.entries({ client, issuer, options: whole, status: client.status() })) {
        this.look(`${name}: ${what} ${when}`, value);
      }
    };
    lookAround('before');
    try {
      await act(client, server);
    } catch (error) {
      this.look(`${name}: error`, error);
    }
    lookAround('after');
    await client.close();
    await client.getToken().catch((error: unknown) => this.look(`${name}: error once closed`, error));
    lookAround('once closed');
  }
}

/** What an HTTP client throws at its worst: everything in it, in every place. */
export function worstError(): Error {
  const request = new Request('https://api.example.com', {
    method: 'POST',
    body: JSON.stringify({ secret }),
    headers: { authorization: `Bearer ${badToken}` },
  });
  const cause = Object.assign(new Error(secret, { cause: { body: secret } }), { code: 'ECONNRESET' });
  const error = Object.assign(new TypeError(`request with ${secret} failed`, { cause }), {
    request,
    options: { headers: { authorization: badToken }, json: { appSecret: secret } },
    [Symbol(secret)]: secret,
  });
  return Object.defineProperty(error, 'hidden', { value: secret });
}
