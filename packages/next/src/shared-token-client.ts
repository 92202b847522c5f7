import {
  configError,
  createTokenClient,
  type AccessToken,
  type GetTokenOptions,
  type TokenClient,
  type TokenClientOptions,
  type TokenStatus,
} from '@tokenkeep/core';

/**
 * The one client of this process with this key, however often Next bundles the module that calls it. Routes, Server
 * Components, Server Actions, `instrumentation.ts` and `proxy.ts` share it, also across hot reloads.
 *
 * @param key the client's name. Its first options are kept until the client is closed or the process ends: after changing
 * them under `next dev`, restart it. After `close()` the next use makes a new client.
 * @param options called at first use, never at import, so that `next build` needs no secret. If it throws, the call rejects
 * with that error, and the next call tries again.
 */
export function sharedTokenClient(key: string, options: () => TokenClientOptions): TokenClient {
  if (typeof key !== 'string' || key === '') {
    throw configError('sharedTokenClient(): key must be a name: pass one, such as "symbl".');
  }
  if (typeof options !== 'function') {
    throw configError('sharedTokenClient(): options must be a function: write () => ({ issuer: symbl() }).');
  }
  return new SharedTokenClient(key, options);
}

/** Finds the client in the registry, and makes it at the first use of anything but `close`. */
class SharedTokenClient implements TokenClient {
  readonly #key: string;
  readonly #options: () => TokenClientOptions;
  readonly fetch: typeof fetch = async (...args) => this.#client().fetch(...args);
  readonly getToken = async (options?: GetTokenOptions): Promise<AccessToken> => this.#client().getToken(options);

  constructor(key: string, options: () => TokenClientOptions) {
    this.#key = key;
    this.#options = options;
  }

  get apiOrigins(): readonly string[] {
    return this.#client().apiOrigins;
  }

  get apiBaseUrl(): string | undefined {
    return this.#client().apiBaseUrl;
  }

  async invalidate(rejected: AccessToken | string): Promise<void> {
    await this.#client().invalidate(rejected);
  }

  status(): TokenStatus {
    return this.#client().status();
  }

  async close(): Promise<void> {
    const clients = sharedClients();
    const held = clients.get(this.#key);
    // At once, so that whoever comes while it closes gets a new one.
    clients.delete(this.#key);
    await held?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  static {
    // State, not internals, and without making the client.
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(this.prototype, inspect, {
      value(this: SharedTokenClient) {
        return sharedClients().get(this.#key) ?? 'TokenClient(not used yet)';
      },
    });
  }

  #client(): TokenClient {
    const clients = sharedClients();
    const held = clients.get(this.#key);
    if (held !== undefined) return held;
    const made = createTokenClient(this.#options());
    clients.set(this.#key, made);
    return made;
  }
}

const registryKey = Symbol.for('@tokenkeep/next/clients');

/**
 * Next loads a module once per bundle, and again at each hot reload. Only the global object is shared.
 *
 * Why: docs/why.md#one-client-for-all-bundles
 */
function sharedClients(): Map<string, TokenClient> {
  const existing: unknown = Reflect.get(globalThis, registryKey);
  if (existing instanceof Map) return existing;
  const made = new Map<string, TokenClient>();
  Object.defineProperty(globalThis, registryKey, { value: made });
  return made;
}
