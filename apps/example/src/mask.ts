/** What may be shown of a token: its last four characters. */
export function mask(accessToken: string): string {
  return `••••••••${accessToken.slice(-4)}`;
}
