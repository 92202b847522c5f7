import { UsageError } from '../usage-error.ts';

/** Reads `--port`. @throws UsageError */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError('--port must be a number from 0 (any free port) to 65535.');
}
