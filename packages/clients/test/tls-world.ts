import { createServer, request, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { makeCertificates, type Certificates } from './certificates.ts';

/** The mock server behind TLS, with a certificate of a private authority, and a proxy that leads to it. */
export interface TlsWorld extends AsyncDisposable {
  readonly certificates: Certificates;
  readonly issuer: MockServer;
  /** Where issuer and API are: `https://localhost:…`. */
  readonly origin: string;
  /** The names on the certificates that clients showed, one for each request. */
  readonly shown: readonly (string | undefined)[];
  /** The proxy, with the credentials that it wants. */
  readonly proxy: string;
  /** Where the proxy was asked to lead. */
  readonly led: readonly string[];
}

/** Starts all of them. With `wantsCertificate` a client that shows none is turned away. `await using` closes them. */
export async function startTlsWorld(options: { readonly wantsCertificate?: boolean } = {}): Promise<TlsWorld> {
  const certificates = makeCertificates();
  const issuer = await createMockServer();
  const { authority: ca, server } = certificates;
  const sockets = new Set<Socket>();
  const shown: (string | undefined)[] = [];
  const led: string[] = [];

  const secure = createTlsServer({ ...server, ca, requestCert: options.wantsCertificate }, (incoming, response) => {
    const certificate = (incoming.socket as TLSSocket).getPeerCertificate();
    shown.push(certificate?.subject?.CN?.toString());
    const forward = request(`${issuer.url}${incoming.url}`, { method: incoming.method, headers: incoming.headers });
    forward.on('response', (answer: IncomingMessage) => {
      answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
    });
    incoming.pipe(forward.on('error', () => response.destroy()));
  });
  const proxy = createServer().on('connect', (incoming: IncomingMessage, client: Socket) => {
    const expected = `Basic ${Buffer.from('user:password').toString('base64')}`;
    if (incoming.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    led.push(incoming.url ?? '');
    const target = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const end of [client, target]) end.on('error', () => [client, target].map((other) => other.destroy()));
    sockets.add(target);
  });
  for (const listening of [secure, proxy]) {
    listening.on('connection', (socket: Socket) => sockets.add(socket));
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  }
  const portOf = (listening: typeof secure | typeof proxy): number => (listening.address() as AddressInfo).port;
  return {
    certificates,
    issuer,
    origin: `https://localhost:${portOf(secure)}`,
    shown,
    proxy: `http://user:password@127.0.0.1:${portOf(proxy)}`,
    led,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([secure, proxy].map((listening) => new Promise((resolve) => listening.close(resolve))));
      await issuer.close();
      certificates[Symbol.dispose]();
    },
  };
}
