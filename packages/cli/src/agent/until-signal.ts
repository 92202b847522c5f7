import { once } from 'node:events';

/** Resolves at the first Ctrl-C or SIGTERM. A second one ends the process the hard way. */
export async function untilSignal(): Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  await Promise.race(['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal })));
  ended.abort();
}
