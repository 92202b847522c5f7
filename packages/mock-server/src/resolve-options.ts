import { randomBytes } from 'node:crypto';
import { parseEndpointShape } from './endpoint/parse-endpoint-shape.ts';
import { parseOwnRoute } from './own-route/parse-own-route.ts';
import type { MockApp, MockLatency, MockServerOptions } from './options.ts';

/** Every option with its default filled in. */
export type ResolvedOptions = Required<Omit<MockServerOptions, 'apps' | 'controlKey'>> & {
  readonly apps: readonly [MockApp, ...MockApp[]];
  readonly controlKey: string | undefined;
};

const DEFAULTS: Omit<ResolvedOptions, 'apps'> = {
  tokenLifetimeMs: 86_400_000,
  rolloverMs: 0,
  roundLifetimesUp: false,
  endpoints: [],
  routes: [],
  latencyMs: 0,
  seed: 1,
  jwt: false,
  maxConcurrentExchanges: Infinity,
  host: '127.0.0.1',
  port: 0,
  control: true,
  controlKey: undefined,
  allowedHosts: [],
  cors: false,
  exchangeLogSize: 1000,
  // Looked up at each call, so that a faked Date is followed.
  now: () => Date.now(),
  onExchange: () => undefined,
};

/** Checks the options and fills in the defaults. Throws a `TypeError` that names the option and never a secret. */
export function resolveOptions(options: MockServerOptions): ResolvedOptions {
  const stranger = Object.keys(options).find((name) => name !== 'apps' && !Object.hasOwn(DEFAULTS, name));
  if (stranger !== undefined) {
    throw new TypeError(`Unknown option ${stranger}: the options are apps, ${Object.keys(DEFAULTS).join(', ')}.`);
  }
  const given: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  const resolved = {
    ...DEFAULTS,
    ...given,
    apps: resolveApps(options.apps),
    endpoints: requireList('endpoints', given['endpoints'], parseEndpointShape),
    routes: requireList('routes', given['routes'], parseOwnRoute),
    allowedHosts: [
      ...requireList('allowedHosts', given['allowedHosts'], requireHostName),
      // Whoever names one address to listen on reaches the server by it.
      ...(options.host === undefined || /^(0\.0\.0\.0|::)$/.test(options.host) ? [] : [options.host]),
    ],
  };
  for (const [name, fallback] of Object.entries(DEFAULTS)) {
    if (typeof fallback === 'object' || name === 'latencyMs' || name === 'controlKey' || name === 'cors') continue;
    requireType(name, given[name], typeof fallback);
  }
  requireControlKey(resolved.controlKey);
  requireOrigins(resolved.cors);
  requireNumber('tokenLifetimeMs', resolved.tokenLifetimeMs, 1);
  requireNumber('rolloverMs', resolved.rolloverMs, 0, Infinity);
  requireLatency(resolved.latencyMs);
  requireNumber('seed', resolved.seed, -Number.MAX_SAFE_INTEGER);
  requireNumber('maxConcurrentExchanges', resolved.maxConcurrentExchanges, 0, Infinity);
  requireNumber('port', resolved.port, 0, 65_535);
  if (!Number.isInteger(resolved.port)) throw new TypeError('port must be a whole number.');
  requireNumber('exchangeLogSize', resolved.exchangeLogSize, 0, 1_000_000);
  return resolved;
}

/** A pair that no other server has. */
export function createApp(): MockApp {
  return { appId: randomBytes(16).toString('hex'), appSecret: randomBytes(32).toString('hex') };
}

function resolveApps(apps: readonly MockApp[] = [createApp()]): readonly [MockApp, ...MockApp[]] {
  if (!Array.isArray(apps)) throw new TypeError('apps must be a list of { appId, appSecret }.');
  for (const app of apps) {
    if (typeof app !== 'object' || app === null) throw new TypeError('apps must be a list of { appId, appSecret }.');
    const { appId, appSecret } = app;
    if (typeof appId !== 'string' || appId === '') throw new TypeError('apps: every app needs a non-empty appId.');
    if (typeof appSecret !== 'string' || appSecret === '') {
      throw new TypeError(`apps: app ${appId} needs a non-empty appSecret.`);
    }
  }
  const [first, ...others] = apps.map(({ appId, appSecret }) => ({ appId, appSecret }));
  if (first === undefined) throw new TypeError('apps: give at least one app, or leave the option out to get one made.');
  if (new Set(apps.map(({ appId }) => appId)).size < apps.length) throw new TypeError('apps: every appId must differ.');
  return [first, ...others];
}

function requireList<Entry>(
  name: string,
  value: unknown = [],
  parse: (entry: unknown, where: string) => Entry,
): readonly Entry[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list.`);
  return value.map((entry: unknown, index) => parse(entry, `${name}[${String(index)}]`));
}

function requireHostName(value: unknown, where: string): string {
  if (typeof value === 'string' && /^([\w.-]+|\[[\da-f:]+\])$/i.test(value)) return value.toLowerCase();
  throw new TypeError(`${where} must be a host name without a port, such as mock.`);
}

function requireOrigins(cors: unknown): void {
  const list = Array.isArray(cors) ? cors : [];
  const isOrigin = (entry: unknown): boolean => typeof entry === 'string' && /^https?:\/\/[^/\s]+$/.test(entry);
  if ((typeof cors === 'boolean' || Array.isArray(cors)) && list.every(isOrigin)) return;
  throw new TypeError('cors must be true, false, or a list of origins such as http://localhost:3000.');
}

function requireControlKey(key: unknown): void {
  // Whoever reaches the port may guess: 16 characters are out of reach, and headers carry printable ASCII.
  if (key === undefined || (typeof key === 'string' && /^[!-~]{16,}$/.test(key))) return;
  throw new TypeError('controlKey must be at least 16 characters of printable ASCII without spaces.');
}

function requireType(name: string, value: unknown, type: string): void {
  if (value !== undefined && typeof value !== type) throw new TypeError(`${name} must be a ${type}.`);
}

function requireLatency(latencyMs: MockLatency): void {
  if (typeof latencyMs !== 'number' && (typeof latencyMs !== 'object' || latencyMs === null)) {
    throw new TypeError('latencyMs must be a number or { min, max }.');
  }
  const { min, max } = typeof latencyMs === 'number' ? { min: latencyMs, max: latencyMs } : latencyMs;
  requireNumber('latencyMs', min, 0, 2 ** 31 - 1);
  requireNumber('latencyMs', max, min, 2 ** 31 - 1);
}

function requireNumber(name: string, value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): void {
  // Written so that NaN fails.
  if (typeof value === 'number' && value >= min && value <= max) return;
  throw new TypeError(`${name} must be a number from ${String(min)} to ${String(max)}.`);
}
