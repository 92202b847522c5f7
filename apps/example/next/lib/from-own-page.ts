/** Whether a request comes from this very page: no other site, and no name that was made to point at this machine. */
export function isFromOwnPage({ headers }: Request): boolean {
  const host = headers.get('host') ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return false;
  const site = headers.get('sec-fetch-site');
  return site === null ? headers.get('origin') === `http://${host}` : site === 'same-origin';
}
