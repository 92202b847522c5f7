/** One running example application, as it tells its parent. */
export interface AppReady {
  readonly url: string;
}

/** The port that an application is wished at; 0 for any. */
export function wishedPort(): number {
  return Number(process.env['PORT'] ?? 0);
}

/**
 * Runs an example application as a child process: tells the parent its URL, and ends when the parent does. A terminal's
 * Ctrl-C reaches the children too, so they leave the ending to the parent.
 */
export async function runApp(start: () => Promise<{ readonly url: string; close(): Promise<unknown> }>): Promise<void> {
  process.on('SIGINT', () => undefined);
  const app = await start();
  process.once('disconnect', () => {
    void app.close().finally(() => process.exit());
  });
  process.send?.({ url: app.url } satisfies AppReady);
}
