import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ClockSetting } from './bench-clock.ts';

/** What the translated routes stand in front of. */
export interface TranslatedServerOptions {
  readonly issuerUrl: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly now: () => number;
  readonly setClock: (setting: ClockSetting) => void;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The mock server's `/oauth/token` for clients that know one vendor's protocol only: Google's refresh token grant and
 * GitHub's installation tokens. One call in is one exchange out; failures pass through with their status.
 *
 * @returns the origin it listens on
 */
export async function createTranslatedServer(options: TranslatedServerOptions): Promise<string> {
  const server = createServer(async (request, response) => {
    const { status, body } = await route(request, options).catch((error: unknown) => {
      return { status: 502, body: { message: String(error) } };
    });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The translated server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function route(request: IncomingMessage, options: TranslatedServerOptions): Promise<Answer> {
  const body = await text(request);
  if (request.url === '/clock') {
    options.setClock(JSON.parse(body));
    return { status: 200, body: {} };
  }
  const answer = await exchange(options);
  if (answer.status !== 200 || request.url === '/google/token') return answer;
  const { access_token: token, expires_in: expiresIn } = answer.body;
  const expiresAt = new Date(options.now() + expiresIn * 1000).toISOString();
  return { status: 201, body: { token, expires_at: expiresAt, permissions: {}, repository_selection: 'all' } };
}

async function exchange({ issuerUrl, appId, appSecret }: TranslatedServerOptions): Promise<{
  readonly status: number;
  readonly body: { readonly access_token: string; readonly expires_in: number };
}> {
  const response = await fetch(`${issuerUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: appSecret }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
