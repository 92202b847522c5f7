import { parseArgs } from 'node:util';
import type { MockApp, MockLatency, MockServerOptions } from '../options.ts';
import { parseDuration } from './parse-duration.ts';

/** What the command was asked to do. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'serve'; readonly options: MockServerOptions };

/** Reads the command line. Throws an `Error` that names the option and what it must be, never a secret. */
export function parseArguments(args: readonly string[]): Command {
  // Not repeated in the message, as parseArgs would: a pair may be in it.
  if (args.some((arg) => /^-[^=]*[^\w=-]/.test(arg)))
    throw new Error('Only options are taken, such as --app id:secret.');
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '4010' },
      app: { type: 'string', multiple: true },
      'token-lifetime': { type: 'string' },
      rollover: { type: 'string' },
      latency: { type: 'string' },
      jwt: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  // Not repeated in the message: it may be a pair whose --app was forgotten.
  if (positionals.length > 0) throw new Error('Only options are taken, such as --app id:secret.');
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const lifetime = values['token-lifetime'];
  return {
    kind: 'serve',
    options: {
      port: parsePort(values.port),
      jwt: values.jwt,
      ...(values.app !== undefined && { apps: values.app.map(parseApp) }),
      ...(lifetime !== undefined && { tokenLifetimeMs: requireDuration('--token-lifetime', lifetime, 1) }),
      ...(values.rollover !== undefined && { rolloverMs: requireDuration('--rollover', values.rollover) }),
      ...(values.latency !== undefined && { latencyMs: parseLatency(values.latency) }),
    },
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error('--port must be a number from 0 (any free port) to 65535.');
}

function parseApp(text: string): MockApp {
  const [, appId, appSecret] = /^([^:]+):(.+)$/.exec(text) ?? [];
  if (appId === undefined || appSecret === undefined) throw new Error('--app must read id:secret.');
  return { appId, appSecret };
}

function parseLatency(text: string): MockLatency {
  const [from = '', to = from, ...more] = text.split('-');
  const min = parseDuration(from);
  const max = parseDuration(to);
  if (min === undefined || max === undefined || more.length > 0 || max < min) {
    throw new Error('--latency must be a duration or a range, such as 50ms or 20ms-80ms.');
  }
  requireRange('--latency', max, 0, 2 ** 31 - 1);
  return { min, max };
}

function requireDuration(option: string, text: string, min = 0): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`${option} must be a duration, such as 250ms, 90s, 15m or 24h.`);
  requireRange(option, ms, min, Number.MAX_SAFE_INTEGER);
  return ms;
}

// The limits of the server itself, whose message would name its own option instead of the one typed.
function requireRange(option: string, ms: number, min: number, max: number): void {
  if (ms >= min && ms <= max) return;
  throw new Error(`${option} must be from ${String(min)}ms to ${String(max)}ms.`);
}
