import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMockServer, type MockServer } from '@tokenkeep/mock-server';
import { startRecordingServer, type RecordingServer } from '../test/recording-server.ts';

/** The servers around an app under test. */
export interface MockWorld extends AsyncDisposable {
  readonly mock: MockServer;
  /** A second API of the same token. */
  readonly echo: RecordingServer;
  /** Resolves once the caller of `/open/hang`, which is never answered, has hung up. */
  readonly dropped: Promise<void>;
  /** What an app needs to reach them. */
  readonly variables: Readonly<Record<string, string>>;
  /** What must appear nowhere: the secret, and the token once there is one. */
  canaries(): Promise<readonly string[]>;
}

export async function startMockWorld(): Promise<MockWorld> {
  const app = { appId: `id-${randomUUID()}`, appSecret: `secret-${randomUUID()}` };
  const mock = await createMockServer({ apps: [app] });
  const dropped = Promise.withResolvers<void>();
  const echo = await startRecordingServer((request, reply) => {
    if (request.url === '/open/hang') request.socket.once('close', dropped.resolve);
    else if (request.url?.startsWith('/open/as?')) answerAs(request, reply);
    else reply.end('{}');
  });
  return {
    mock,
    echo,
    dropped: dropped.promise,
    variables: {
      SYMBL_APP_ID: app.appId,
      SYMBL_APP_SECRET: app.appSecret,
      SYMBL_BASE_URL: mock.url,
      ECHO_URL: echo.url,
    },
    async canaries() {
      const response = await fetch(`${mock.url}/oauth2/token:generate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'application', ...app }),
      });
      // The issuer is sticky: this is the token that the app was given.
      const { accessToken }: Record<string, unknown> = await response.json();
      return [app.appSecret, String(accessToken)];
    },
    async [Symbol.asyncDispose]() {
      await mock.close();
      await echo[Symbol.asyncDispose]();
    },
  };
}

/** `/open/as?type=…&body=…` is answered by just that, as an API would whose content is its users'. */
function answerAs({ url = '' }: IncomingMessage, reply: ServerResponse): void {
  const { searchParams } = new URL(url, 'http://echo.test');
  reply.setHeader('content-type', searchParams.get('type') ?? '').end(searchParams.get('body'));
}
