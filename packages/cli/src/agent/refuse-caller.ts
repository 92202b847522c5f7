import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request is not for the agent, whatever key it brings. The first that fits:
 *
 * | the request | why it is refused |
 * | --- | --- |
 * | has passed a proxy (`Forwarded`, `X-Forwarded-…`, `X-Real-IP`, `Via`) | it may come from anywhere |
 * | names an `Origin`, or comes from another site (`Sec-Fetch-Site`) | it is a web page |
 * | names a `Host` other than this machine | a web page behind DNS rebinding |
 *
 * @returns `undefined` when it is for the agent
 */
export function refuseCaller(headers: IncomingHttpHeaders): string | undefined {
  if (Object.keys(headers).some((name) => /^(forwarded|via|x-real-ip|x-forwarded-.*)$/.test(name))) {
    return 'The agent answers no request that a proxy has passed on.';
  }
  const { origin, host = '', 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined || site !== 'none') return 'The agent answers no web page.';
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) return undefined;
  return 'The agent answers under localhost and 127.0.0.1 only.';
}
