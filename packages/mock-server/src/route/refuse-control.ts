import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Refusal } from './token-protocol.ts';

/** Who may control the server, besides this machine. */
export interface ControlAccess {
  /** With it everybody has to show it, and may come from anywhere. */
  readonly controlKey: string | undefined;
  /** Host names, without a port, under which the server is reached besides loopback. */
  readonly allowedHosts: readonly string[];
}

/**
 * Why a request must not control the server. The first that fits:
 *
 * | the request | answer |
 * | --- | --- |
 * | has passed a proxy (`Forwarded`, `X-Forwarded-…`, `X-Real-IP`, `Via`): its address is not the caller's | 403 |
 * | comes from a page of another site (`Sec-Fetch-Site`) | 403 |
 * | names a `Host` that is neither loopback nor allowed: DNS rebinding | 403 |
 * | names an `Origin` of such a host: a page that posts blindly | 403 |
 * | there is a key, and it does not show it | 401 |
 * | there is no key, and it comes from another machine | 403 |
 *
 * @returns `undefined` when it may
 */
export function refuseControl({ socket, headers }: IncomingMessage, access: ControlAccess): Refusal | undefined {
  const forwarded = Object.keys(headers).find((name) => /^(forwarded|via|x-real-ip|x-forwarded-.*)$/.test(name));
  if (forwarded !== undefined)
    return forbidden(`Control routes take no request that a proxy has passed on (${forwarded}).`);
  if (headers['sec-fetch-site'] === 'cross-site') return forbidden('Control routes answer no page of another site.');
  const { host = '', origin } = headers;
  if (!isOwnHost(host, access)) return forbidden('Control routes answer to loopback and allowed host names only.');
  if (origin !== undefined && !isOwnHost(origin.replace(/^https?:\/\//, ''), access)) {
    return forbidden('Control routes answer no page of another host.');
  }
  const { controlKey } = access;
  if (controlKey === undefined) {
    if (isLoopbackAddress(socket.remoteAddress ?? '')) return undefined;
    return forbidden('Control routes answer loopback only, unless the server was given a control key.');
  }
  if (isSame(headers.authorization ?? '', `Bearer ${controlKey}`)) return undefined;
  return { status: 401, message: 'Control routes want the control key: Authorization: Bearer <key>.' };
}

function forbidden(message: string): Refusal {
  return { status: 403, message };
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function isOwnHost(host: string, { allowedHosts }: ControlAccess): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name) || allowedHosts.includes(name);
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
