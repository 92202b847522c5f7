import type { TokenClient, TokenIssuer } from '@tokenkeep/core';

/** The header lines by which the API takes the token, one each, as for a GET of its base URL. */
export async function presentedHeaders(issuer: TokenIssuer, client: TokenClient, accessToken: string): Promise<string> {
  const url = client.apiBaseUrl ?? issuer.origin;
  const headers = (await issuer.present?.(accessToken, { method: 'GET', url })) ?? {
    Authorization: `Bearer ${accessToken}`,
  };
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
