/**
 * The init that your `fetch` is called with. The type has only what every implementation accepts. At run time there is more,
 * such as the body and Next's `next`, so pass on the whole init: `{ ...init, dispatcher }`.
 */
export interface UnderlyingInit {
  readonly method?: string;
  /** A plain object, one entry for each header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly redirect?: 'error' | 'follow' | 'manual';
  readonly signal?: AbortSignal | null;
}

/** What core needs of an answer. It is less than a `Response`, so that those of undici, node-fetch and others fit. */
export interface UnderlyingAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/**
 * Any `fetch`: the platform's, undici's with a dispatcher, node-fetch's, or a function around one. It is called with a URL
 * string and an init, never with a `Request`.
 */
export type UnderlyingFetch = (url: string, init: UnderlyingInit) => Promise<UnderlyingAnswer>;

/** Calls the given `fetch`, else the global one of this moment. The answer is used like a `Response`, whatever its class. */
export function callFetch(fetch: UnderlyingFetch | undefined, url: string, init: UnderlyingInit): Promise<Response> {
  return (fetch ?? globalThis.fetch)(url, init) as Promise<Response>;
}
