/** The exchange that people write by hand. */
export async function exchangeByHand({ url, appId, appSecret }) {
  const response = await fetch(`${url}/oauth2/token:generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'application', appId, appSecret }),
  });
  const { accessToken, expiresIn } = await response.json();
  return { accessToken, expiresAt: Date.now() + expiresIn * 1000 };
}

/** The usual test of a stored token, as text. */
export function fresh(stored) {
  const token = stored ? JSON.parse(stored) : undefined;
  return token !== undefined && token.expiresAt - 300_000 > Date.now() ? token.accessToken : undefined;
}
