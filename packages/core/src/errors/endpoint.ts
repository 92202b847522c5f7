/** What an issuer calls its options, so that a remedy names them and no other issuer's. */
export interface OptionNames {
  /** What the client proves itself with: `appId and appSecret`. */
  readonly credentials: string;
  /** What leads to the token endpoint: `baseUrl`. */
  readonly url: string;
  /** What tells the life of a token whose answer does not: `assumeExpiresInMs`. Default: it has no such option. */
  readonly life?: string | undefined;
}

/** Where an exchange goes, as far as its errors have to say it. */
export interface Endpoint {
  readonly origin: string;
  readonly names: OptionNames;
  /** Something that looks odd about the credentials; said when they are refused. Never a value. */
  readonly hint?: string | undefined;
}

/** For an issuer that does not say what its options are called. */
export const plainNames: OptionNames = { credentials: 'the credentials', url: 'the URL of the token endpoint' };
