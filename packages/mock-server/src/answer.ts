import type { JsonValue } from './fault/fault.ts';

/** What a route has to say, before a fault may spoil it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: { readonly [name: string]: JsonValue };
}
