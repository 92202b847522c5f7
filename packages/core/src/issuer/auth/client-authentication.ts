import type { Secret } from '../../token/secret.ts';

/**
 * How an OAuth client proves who it is: a value, made by `clientSecretBasic()` and its like, or your own.
 *
 * What cannot work is refused when it is made. It keeps no token and sends nothing by itself.
 */
export interface ClientAuthentication {
  /** What the options that hold its credentials are called, for remedies: `clientId and clientSecret`. */
  readonly optionNames: string;
  /** Reads secret, key or assertion, anew before each exchange. */
  prepare(): PreparedAuthentication | Promise<PreparedAuthentication>;
}

/** A client whose secret or key has been read. */
export interface PreparedAuthentication {
  /** What tells its tokens from another's: method, client id. No secret. */
  readonly identity: readonly string[];
  /** What the cache is sealed with; `undefined` where there is nothing stable, and then no cache is used. */
  readonly secret: Secret | undefined;
  /** What looks wrong about the credentials, for the message of a refusal; no value. */
  readonly hint?: string | undefined;
  /** The proof for one request. */
  prove(endpoint: ProvenTo): AuthenticationProof | Promise<AuthenticationProof>;
}

/** To whom a client proves who it is. */
export interface ProvenTo {
  /** Where the request goes. */
  readonly tokenUrl: string;
  /** The issuer that the endpoint was learnt from, as it calls itself; `undefined` if the endpoint was given. */
  readonly issuer: string | undefined;
}

/** What one request carries as the proof: headers, and parameters of its body. */
export interface AuthenticationProof {
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: readonly (readonly [string, string])[];
}
