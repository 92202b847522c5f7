import { describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { createFaultOrderParser } from './parse-fault-order.ts';

const parse = createFaultOrderParser();
const token = (fault: unknown): unknown => ({ route: 'token', fault });

// One full example of each kind; the type makes this list complete.
const examples: { readonly [Kind in Fault['kind']]: Extract<Fault, { kind: Kind }> } = {
  status: { kind: 'status', status: 503, body: { a: [1] }, text: 'x', retryAfter: 1 },
  hang: { kind: 'hang' },
  delay: { kind: 'delay', ms: 0 },
  drip: { kind: 'drip', chunkBytes: 1, intervalMs: 0 },
  truncate: { kind: 'truncate', bytes: 0, framing: 'intact' },
  reset: { kind: 'reset', during: 'body' },
  html: { kind: 'html', status: 599 },
  oversized: { kind: 'oversized', bytes: 1, compressed: true },
  'content-type': { kind: 'content-type', contentType: 'text/plain' },
  fields: { kind: 'fields', set: { a: null }, omit: ['b'] },
  empty: { kind: 'empty', status: 204 },
  redirect: { kind: 'redirect', location: 'https://example.com/', status: 399 },
};

describe('a fault order', () => {
  it.each(Object.values(examples))('may be $kind, with all its fields', (fault) => {
    expect(parse(token(fault))).toEqual({ route: 'token', times: 1, fault });
  });

  it('may be for ever', () => {
    expect(parse({ route: 'api', times: Infinity, fault: { kind: 'hang' } })).toMatchObject({ times: Infinity });
  });

  it('is copied, so that changing the original later changes nothing', () => {
    const fault = { kind: 'fields' as const, set: { a: 1 } };
    const order = parse(token(fault));
    fault.set.a = 2;
    expect(order.fault).toEqual({ kind: 'fields', set: { a: 1 } });
  });

  it.each([
    [undefined, 'A fault order must be an object with route and fault.'],
    [[], 'A fault order must be an object with route and fault.'],
    [{ route: 'tokens', fault: { kind: 'hang' } }, 'route must be token or api.'],
    [{ route: 'api', fault: { kind: 'hang' }, time: 1 }, 'Unknown field time: use route, times and fault.'],
    [{ route: 'api', times: 0, fault: { kind: 'hang' } }, 'times must be a whole number from 1.'],
    [{ route: 'api', times: NaN, fault: { kind: 'hang' } }, 'times must be a whole number from 1.'],
    [{ route: 'api', times: 1.5, fault: { kind: 'hang' } }, 'times must be a whole number from 1.'],
    [{ route: 'api' }, 'fault must be an object with a kind.'],
    [token({ kind: 'toString' }), /^fault\.kind must be one of status, hang, .*redirect\.$/],
    [token({ kind: 'status' }), "fault must have required property 'status' (kind status)."],
    [token({ kind: 'status', status: 199 }), 'fault.status must be >= 200 (kind status).'],
    [token({ kind: 'status', status: 600 }), 'fault.status must be <= 599 (kind status).'],
    [token({ kind: 'status', status: '503' }), 'fault.status must be integer (kind status).'],
    [token({ kind: 'delay', ms: 2 ** 31 }), 'fault.ms must be <= 2147483647 (kind delay).'],
    [token({ kind: 'drip', chunkBytes: 0 }), 'fault.chunkBytes must be >= 1 (kind drip).'],
    [
      token({ kind: 'reset', during: 'lunch' }),
      'fault.during must be equal to one of the allowed values: headers, body (kind reset).',
    ],
    [token({ kind: 'redirect', location: 'a\r\nb: c' }), /^fault\.location must match pattern/],
    [token({ kind: 'content-type', contentType: 'ä' }), /^fault\.contentType must match pattern/],
    [token({ kind: 'hang', ms: 5 }), 'fault.ms is not a field of kind hang.'],
    [token({ kind: 'fields' }), 'fault of kind fields needs set or omit.'],
    [token({ kind: 'fields', omit: [1] }), 'fault.omit.0 must be string (kind fields).'],
    [
      token({ kind: 'status', status: 500, body: () => 1 }),
      'fault: body must be something JSON can say, not a function.',
    ],
    [
      token({ kind: 'fields', set: { a: [{ b: Symbol('c') }] } }),
      'fault: b must be something JSON can say, not a symbol.',
    ],
  ])('%j is refused', (order, message) => {
    expect(() => parse(order)).toThrow(message);
  });

  // Not above: a title cannot show it.
  it('with a BigInt is refused', () => {
    const message = 'fault: b must be something JSON can say, not a bigint.';
    expect(() => parse(token({ kind: 'fields', set: { a: { b: 1n } } }))).toThrow(message);
  });
});
