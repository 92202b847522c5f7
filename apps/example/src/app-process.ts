import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenClient, TokenStatus } from '@tokenkeep/core';
import { tellHost } from './messages.ts';

/** How often an application reports, milliseconds: twice between two looks of the page. */
const reportEveryMs = 250;

/** An example application, built and not yet listening. */
export interface BuiltApp {
  readonly server: Server;
  close(): Promise<unknown>;
}

/**
 * Runs an example application as a child process: listens, tells the parent its URL, and ends when the parent does. A
 * terminal's Ctrl-C reaches the children too, so they leave the ending to the parent.
 */
export async function runApp({ server, close }: BuiltApp): Promise<void> {
  process.on('SIGINT', () => undefined).on('SIGHUP', () => undefined);
  process.once('disconnect', () => {
    setTimeout(() => process.exit(), 2000).unref();
    void close().finally(() => process.exit());
  });
  await new Promise<void>((resolve) => {
    // Any other port, if the one that is wished for is taken.
    server.once('listening', resolve).once('error', () => server.listen(0, '127.0.0.1'));
    server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
  });
  tellHost({ type: 'ready', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Tells what the client knows about its token, again and again, for as long as the process lives. */
export function reportStatus(client: { status(): TokenStatus | Promise<TokenStatus> }): void {
  const report = async (): Promise<void> => {
    const { state, refreshing, expiresAt = 0, refreshAt = 0, expiresIn } = await client.status();
    const expiresInMs = expiresIn * 1000;
    const refreshInMs = Math.max(0, expiresInMs - (expiresAt - refreshAt));
    tellHost({ type: 'status', status: { state, refreshing, refreshInMs, expiresInMs } });
  };
  // What cannot be read now is read the next time.
  setInterval(() => void report().catch(() => undefined), reportEveryMs).unref();
}

/** The token's state, and of the token itself its last four characters. */
export async function shownStatus(client: Pick<TokenClient, 'getToken' | 'status'>): Promise<object> {
  const { accessToken } = await client.getToken();
  return { token: mask(accessToken), ...client.status() };
}

/** What may be shown of a token. */
export function mask(accessToken: string): string {
  return `••••••••${accessToken.slice(-4)}`;
}
