import type { JsonValue } from '../fault/fault.ts';

/** A route of the user's own on the mock server's API. */
export interface MockRoute {
  /** Default `GET`. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A path of Fastify's router, such as `/v2/items/:id`. */
  readonly path: string;
  /** Whether it answers without a token. Default false. */
  readonly open?: boolean;
  /** What it answers, always the same or made from the call. */
  readonly answer: MockAnswer | ((call: MockCall) => MockAnswer | Promise<MockAnswer>);
}

/** What a route of the user's own answers. */
export interface MockAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. Default `{}`. */
  readonly body?: { readonly [name: string]: JsonValue };
}

/** A call of a route of the user's own. */
export interface MockCall {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed where it is JSON, text otherwise; `undefined` without one. */
  readonly body: unknown;
  /** Whose token came with it. `undefined` for an open route. */
  readonly appId: string | undefined;
}
