import type { Fault } from './fault.ts';

/** A JSON Schema, as far as this package writes them. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const errorOrOkStatus = { type: 'integer', minimum: 200, maximum: 599 };
// What a header can carry: printable ASCII and spaces, so that no fault splits a header.
const headerText = { type: 'string', pattern: '^[\\x20-\\x7e]+$' };
const bytes = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
// The longest delay a timer keeps; a longer one would fire at once.
const milliseconds = { type: 'number', minimum: 0, maximum: 2 ** 31 - 1 };

/** One JSON Schema per kind of fault: what the control route accepts and what OpenAPI says. */
export const faultSchemas: Readonly<Record<Fault['kind'], JsonSchema>> = {
  status: faultSchema('status', ['status'], {
    status: errorOrOkStatus,
    body: {},
    text: { type: 'string' },
    retryAfter: { anyOf: [{ type: 'number' }, headerText] },
  }),
  hang: faultSchema('hang', [], {}),
  delay: faultSchema('delay', ['ms'], { ms: milliseconds }),
  drip: faultSchema('drip', [], {
    chunkBytes: { ...bytes, minimum: 1, default: 1 },
    intervalMs: { ...milliseconds, default: 100 },
  }),
  truncate: faultSchema('truncate', [], { bytes, framing: { enum: ['broken', 'intact'], default: 'broken' } }),
  reset: faultSchema('reset', [], { during: { enum: ['headers', 'body'], default: 'headers' } }),
  html: faultSchema('html', [], { status: { ...errorOrOkStatus, default: 200 } }),
  oversized: faultSchema('oversized', [], {
    bytes: { ...bytes, minimum: 1, default: 67_108_864 },
    compressed: { type: 'boolean', default: false },
  }),
  'content-type': faultSchema('content-type', [], { contentType: { ...headerText, default: 'text/plain' } }),
  fields: faultSchema('fields', [], {
    set: { type: 'object', additionalProperties: true },
    omit: { type: 'array', items: { type: 'string' } },
  }),
  empty: faultSchema('empty', [], { status: { ...errorOrOkStatus, default: 200 } }),
  redirect: faultSchema('redirect', ['location'], {
    location: headerText,
    status: { type: 'integer', minimum: 300, maximum: 399, default: 302 },
  }),
};

function faultSchema(kind: Fault['kind'], required: readonly string[], properties: JsonSchema): JsonSchema {
  return {
    type: 'object',
    required: ['kind', ...required],
    properties: { kind: { const: kind }, ...properties },
    additionalProperties: false,
  };
}
