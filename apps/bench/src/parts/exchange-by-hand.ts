import type { IssuerAddress } from './issuer-address.ts';

/** A token as code written by hand keeps it. */
export interface PlainToken {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The exchange that people write by hand, after Symbl's own sample. */
export async function exchangeByHand(
  { url, appId, appSecret }: IssuerAddress,
  send: (url: string, init: RequestInit) => Promise<Response> = fetch,
): Promise<PlainToken> {
  const response = await send(`${url}/oauth2/token:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'application', appId, appSecret }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { accessToken, expiresIn }: { accessToken: string; expiresIn: number } = JSON.parse(await response.text());
  return { accessToken, expiresAt: Date.now() + expiresIn * 1000 };
}
