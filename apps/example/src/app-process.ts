import type { Server } from 'node:http';
import { listen } from './listen.ts';
import { tellHost } from './messages.ts';
import { reportEveryMs } from './report-status.ts';

/** An example application, built and not yet listening. */
export interface BuiltApp {
  readonly server: Server;
  close(): Promise<unknown>;
}

/**
 * Runs an example application as a child process: listens, tells the parent its URL and what became of the calls of
 * `callPath`, and ends when the parent does. A terminal's Ctrl-C reaches the children too, so they leave the ending to
 * the parent.
 */
export async function runApp(callPath: string, build: () => Promise<BuiltApp>): Promise<void> {
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  const { server, close } = await build();
  process.once('disconnect', () => {
    setTimeout(() => process.exit(), 2000).unref();
    void close().finally(() => process.exit());
  });
  const reportCalls = countCalls(server, callPath);
  const url = await listen(server, Number(process.env['PORT'] ?? 0));
  tellHost({ type: 'ready', url });
  setInterval(reportCalls, reportEveryMs).unref();
}

function countCalls(server: Server, callPath: string): () => void {
  let served = 0;
  let failed = 0;
  server.on('request', (request, reply) => {
    if (request.url?.startsWith(`${callPath}/`) !== true) return;
    reply.once('close', () => {
      if (reply.writableFinished && reply.statusCode < 400) served += 1;
      else failed += 1;
    });
  });
  return () => tellHost({ type: 'calls', served, failed });
}
