import type { IncomingMessage } from 'node:http';

/**
 * Whether a request comes from this machine, and not from a web page that is open on it: the Host is checked against
 * DNS rebinding, the Origin against pages that post blindly.
 */
export function isLoopbackRequest({ socket, headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  const isOwnPage = origin === undefined || isLoopbackHost(origin.replace(/^https?:\/\//, ''));
  return isLoopbackAddress(socket.remoteAddress ?? '') && isLoopbackHost(host) && isOwnPage;
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);
}
