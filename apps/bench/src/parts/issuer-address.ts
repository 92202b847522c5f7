/** Where a subject finds the issuer, and how it says who it is. */
export interface IssuerAddress {
  /** The mock server's origin: `/oauth2/token:generate`, `/oauth/token`, `/__mock/`. */
  readonly url: string;
  /** The origin of the bench's own routes: the same issuer in Google's and GitHub's shapes, and `/clock`. */
  readonly translatedUrl: string;
  readonly appId: string;
  readonly appSecret: string;
}
