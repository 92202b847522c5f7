import type { Secret } from '../../token/secret.ts';

/**
 * How an OAuth client proves its identity. Made by `clientSecretBasic()` and the like, or your own. It sends nothing by
 * itself: it only adds headers and parameters to the token request.
 */
export interface ClientAuthentication {
  /** How error messages name the options that hold the credentials: `clientId and clientSecret`. */
  readonly optionNames: string;
  /** Reads the secret, key or assertion. Called before each exchange. */
  prepare(): PreparedAuthentication | Promise<PreparedAuthentication>;
}

/** A client whose secret or key has been read. */
export interface PreparedAuthentication {
  /** What tells this client's tokens from those of others: method, client id. No secret. Part of the cache key. */
  readonly identity: readonly string[];
  /** What cache entries are encrypted with; `undefined` if there is no stable secret, and then no cache is used. */
  readonly secret: Secret | undefined;
  /** What looks wrong about the credentials, for the error message when they are refused. Never a value. */
  readonly hint?: string | undefined;
  /** The headers and parameters that prove the client's identity in one request. */
  prove(endpoint: ProvenTo): AuthenticationProof | Promise<AuthenticationProof>;
}

/** The server to which a client proves its identity. */
export interface ProvenTo {
  /** The token endpoint. */
  readonly tokenUrl: string;
  /** The issuer in the metadata that named the endpoint; `undefined` if `tokenUrl` was given. */
  readonly issuer: string | undefined;
}

/** Headers and body parameters that prove the client's identity in one request. */
export interface AuthenticationProof {
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: readonly (readonly [string, string])[];
}
