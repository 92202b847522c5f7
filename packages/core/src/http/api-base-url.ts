/**
 * The base of a path given to `fetch`: the issuer's own base if it is at the API's origin, else that origin.
 *
 * @returns origin and path, without a slash at the end; `undefined` if there are several origins, or none
 */
export function apiBaseUrl(apiOrigins: readonly string[], own: string | undefined): string | undefined {
  const [origin, ...others] = apiOrigins;
  if (origin === undefined || others.length > 0) return undefined;
  const url = own !== undefined && URL.canParse(own) ? new URL(own) : undefined;
  return url?.origin === origin ? origin + url.pathname.replace(/\/+$/, '') : origin;
}
