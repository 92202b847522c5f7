/**
 * What the underlying `fetch` is called with, by the least that every implementation takes. At run time it also has the
 * body and whatever else the caller gave, such as Next's `next`: hand it on whole, `{ ...init, dispatcher }`.
 */
export interface UnderlyingInit {
  readonly method?: string;
  /** A plain object, one entry for each header. */
  readonly headers: Readonly<Record<string, string>>;
  readonly redirect?: 'error' | 'follow' | 'manual';
  readonly signal?: AbortSignal | null;
}

/** What is needed of an answer: less than a `Response`, so that those of undici, node-fetch and others are enough. */
export interface UnderlyingAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: unknown;
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/**
 * A `fetch` of anybody's: the platform's, undici's with a dispatcher, node-fetch's, or a function around one. It is
 * called with a URL string and an init, never with a `Request`.
 */
export type UnderlyingFetch = (url: string, init: UnderlyingInit) => Promise<UnderlyingAnswer>;

/** Calls the one that was given, or the global one of this moment. What it answers with is a `Response` but for its class. */
export function callFetch(fetch: UnderlyingFetch | undefined, url: string, init: UnderlyingInit): Promise<Response> {
  return (fetch ?? globalThis.fetch)(url, init) as Promise<Response>;
}
