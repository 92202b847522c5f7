import type { IssuerAddress } from './issuer-address.ts';
import type { Subject } from './subject.ts';

/** One call of the API. */
export interface ApiCall {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** What callers are made of. */
export interface ApiTarget {
  readonly issuer: IssuerAddress;
  readonly apiOrigin: string;
  /** A token that was got before, for the caller that has nothing to get one with. */
  readonly token: string;
  /** What goes out by; answers from memory where there is to be no network. */
  readonly fetch: typeof fetch;
}

/** One way to call an API with a token: a file in `subjects/api/`. It gets its own token, at the first call. */
export interface ApiSubject extends Subject {
  /** Whether it goes out by the `fetch` of the target. */
  readonly byFetch: boolean;
  /** @returns a function that makes one call, reads the whole answer and resolves to the status */
  create(target: ApiTarget): (call: ApiCall) => Promise<number>;
}
