/** The names of an issuer's options, for its error messages. */
export interface OptionNames {
  /** The options with the credentials: `appId and appSecret`. */
  readonly credentials: string;
  /** The option with the URL of the token endpoint: `baseUrl`. */
  readonly url: string;
  /** The option for a lifetime that the answer does not give: `assumeExpiresInMs`. Default: there is none. */
  readonly life?: string | undefined;
}

/** What error messages say about a token endpoint. */
export interface Endpoint {
  readonly origin: string;
  readonly names: OptionNames;
  /** What looks wrong about the credentials, for the error message when they are refused. Never a value. */
  readonly hint?: string | undefined;
}

/** For an issuer that does not say what its options are called. */
export const plainNames: OptionNames = { credentials: 'the credentials', url: 'the URL of the token endpoint' };
