import type { MockApp, MockLatency } from '../options.ts';
import { parseDuration } from './parse-duration.ts';

/** Reads `--port`. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error('--port must be a number from 0 (any free port) to 65535.');
}

/** Reads one `--app`. The secret may hold colons. */
export function parseApp(text: string): MockApp {
  const [, appId, appSecret] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (appId === undefined || appSecret === undefined) throw new Error('--app must read id:secret.');
  return { appId, appSecret };
}

/** Reads `--latency`: a duration, or two with a dash between them. */
export function parseLatency(text: string): MockLatency {
  const [from = '', to = from, ...more] = text.split('-');
  const min = parseDuration(from);
  const max = parseDuration(to);
  if (min === undefined || max === undefined || more.length > 0 || max < min) {
    throw new Error('--latency must be a duration or a range, such as 50ms or 20ms-80ms.');
  }
  requireRange('--latency', max, 0, 2 ** 31 - 1);
  return { min, max };
}

/** Makes the reader of an option that is a duration of at least `min` milliseconds. */
export function durationOption(option: string, min: number): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms === undefined) throw new Error(`${option} must be a duration, such as 250ms, 90s, 15m or 24h.`);
    requireRange(option, ms, min, Number.MAX_SAFE_INTEGER);
    return ms;
  };
}

/** Reads one `--cors`: an origin each, any without one. */
export function corsOption(origin: string | undefined, given?: true | readonly string[]): true | readonly string[] {
  return origin === undefined || given === true ? true : [...(given ?? []), origin];
}

// The limits of the server itself, whose message would name its own option instead of the one typed.
function requireRange(option: string, ms: number, min: number, max: number): void {
  if (ms >= min && ms <= max) return;
  throw new Error(`${option} must be from ${String(min)}ms to ${String(max)}ms.`);
}
