import type { IssuerAddress } from '../issuer/issuer-address.ts';

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

/** A way to call an API with a token, as its README shows. It gets its own token, at the first call. */
export interface Caller {
  /** As the tables call it. */
  readonly title: string;
  /** The npm package, whose installed version the tables show; `undefined` for what comes with Node. */
  readonly packageName: string | undefined;
  /** What it was made of, for RESULTS.md. */
  readonly made: string;
  /** Whether it goes out by the `fetch` of the target. */
  readonly byFetch: boolean;
  /** @returns a function that makes one call, reads the whole answer and resolves to the status */
  create(target: ApiTarget): (call: ApiCall) => Promise<number>;
}

/** Files of `callers/`, in the order of the tables: ours first. */
export const callerNames = [
  'tokenkeep',
  'plain-fetch',
  'ky',
  'axios',
  'google-auth-library',
  'got',
  'badgateway-oauth2-client',
] as const;

/** The name of a file in `callers/`. */
export type CallerName = (typeof callerNames)[number];

/** Loads one caller. */
export async function loadCaller(name: CallerName): Promise<Caller> {
  const module: { readonly caller: Caller } = await import(`./callers/${name}.ts`);
  return module.caller;
}
