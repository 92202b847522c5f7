import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ClientCredentialsOptions, TokenClientOptions } from '../../../src/index.ts';

/** A secret with what form-encoding has to change (RFC 6749 §2.3.1). */
export const awkwardSecret = 'canary: s%cret+with/slash & more==';

/** A real authorization server on loopback, and an API beside it that takes what the server itself finds valid. */
export interface AuthorizationServer extends AsyncDisposable {
  /** Where it is. */
  readonly url: string;
  /** The API: 200 for a token that lives, else 401. */
  readonly apiUrl: string;
  /** What the API answered, one after the other. */
  readonly answered: readonly number[];
  /** How many tokens it has granted. */
  granted(): number;
  /** What a client of this method needs besides `apiOrigins`; `wrong` for one with another secret or key. */
  client(method: string, wrong?: boolean): Omit<ClientCredentialsOptions, 'apiOrigins'>;
  /** What the client's connections need, such as a certificate. Default: nothing. */
  readonly fetch?: ((wrong?: boolean) => NonNullable<TokenClientOptions['fetch']>) | undefined;
  /** Ends a token before its time. */
  revoke(token: string): Promise<void>;
}

/** One that can be started, and by which methods it knows clients. */
export interface StartableServer {
  readonly name: string;
  readonly methods: readonly string[];
  /** How long its tokens live, milliseconds. */
  readonly lifetimeMs: number;
  start(): Promise<AuthorizationServer>;
}

/** What differs from one to the other. */
export interface ServerParts {
  readonly listener: RequestListener;
  /** Whether the server itself finds the token valid. */
  accepts(token: string): Promise<boolean>;
  granted(): number;
  client: AuthorizationServer['client'];
  revoke: AuthorizationServer['revoke'];
  readonly fetch?: AuthorizationServer['fetch'];
}

/** Starts it on a free port. @param make is told the URL first, which some put into their tokens */
export async function serve(
  make: (url: string) => ServerParts | Promise<ServerParts>,
  tls?: ServerOptions,
): Promise<AuthorizationServer> {
  const answered: number[] = [];
  let listener: RequestListener = () => undefined;
  const server = tls
    ? createTlsServer(tls, (...both) => listener(...both))
    : createServer((...both) => listener(...both));
  // On a loaded machine the default of 5 s passes between two requests of one test, and cuts the second.
  server.keepAliveTimeout = 120_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  const parts = await make(url);
  listener = (request, response) => {
    if (request.url !== '/api') return parts.listener(request, response);
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const say = async (): Promise<void> => {
      const status = (await parts.accepts(token)) ? 200 : 401;
      answered.push(status);
      response.writeHead(status).end();
    };
    void say();
  };
  return {
    url,
    apiUrl: `${url}/api`,
    answered,
    granted: () => parts.granted(),
    client: (...which) => parts.client(...which),
    fetch: parts.fetch,
    revoke: (token) => parts.revoke(token),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A listener of Node over a handler of the web's kind. */
export function listenerOf(answer: (request: Request) => Promise<Response>): RequestListener {
  return (incoming, outgoing) => {
    const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const { method = 'GET', url = '/' } = incoming;
    const body = method === 'GET' ? {} : { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const };
    const request = new Request(`http://${incoming.headers.host}${url}`, { method, headers, ...body });
    const pass = async (): Promise<void> => {
      const response = await answer(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
    };
    void pass();
  };
}
