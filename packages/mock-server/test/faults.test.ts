import { describe, expect, it } from 'vitest';
import { createMockServer, type Fault } from '../src/index.ts';
import { targets, type Call, type Target } from './fault-targets.ts';

/** What a client makes of a fault: the answer, or where it failed and how. */
async function meet(call: Call, fault: Fault, route: Target['route']): Promise<Outcome> {
  await using server = await createMockServer();
  const right = await (await call(server)).text();
  server.fault({ route, fault });
  const outcome = await observe(call(server));
  // Whatever it was, it hits one call only.
  const after = await call(server);
  expect(after.status).toBe(200);
  await after.text();
  return { ...outcome, right };
}

interface Outcome {
  readonly status?: number;
  readonly headers?: Headers;
  readonly text?: string;
  readonly failed?: 'before the headers' | 'in the body';
  readonly code?: unknown;
  readonly right?: string;
}

async function observe(pending: Promise<Response>): Promise<Outcome> {
  const response = await pending.catch((error: unknown) => ({
    failed: 'before the headers' as const,
    code: codeOf(error),
  }));
  if ('failed' in response) return response;
  const { status, headers } = response;
  return response.text().then(
    (text) => ({ status, headers, text }),
    (error: unknown) => ({ status, headers, failed: 'in the body' as const, code: codeOf(error) }),
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : error;
}

describe.each(targets)('a fault of $name', ({ route, call }) => {
  it('status: answers another status, with Retry-After and any body', async () => {
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const busy = await meet(call, { kind: 'status', status: 503, retryAfter: 7 }, route);
    expect([busy.status, busy.headers?.get('retry-after')]).toEqual([503, '7']);
    expect(busy.text).toBe('{"message":"Fault on demand: 503"}');
    const dated = await meet(call, { kind: 'status', status: 429, retryAfter: date, body: [1, null] }, route);
    expect([dated.status, dated.headers?.get('retry-after'), dated.text]).toEqual([429, date, '[1,null]']);
    const raw = await meet(call, { kind: 'status', status: 200, text: '{"expiresIn":1e999}' }, route);
    expect([raw.status, raw.text]).toEqual([200, '{"expiresIn":1e999}']);
  });

  it('hang: takes the request and never answers', async () => {
    await using server = await createMockServer();
    await call(server);
    server.fault({ route, fault: { kind: 'hang' } });
    const abort = new AbortController();
    let settled = false;
    const hung = call(server, { signal: abort.signal }).finally(() => (settled = true));
    hung.catch(() => undefined);
    const faulted = (): number => server.counters().faultedExchanges + server.counters().faultedApiCalls;
    await expect.poll(faulted).toBe(1);
    // A whole other call comes and goes meanwhile.
    expect((await call(server)).status).toBe(200);
    expect(settled).toBe(false);
    abort.abort();
    await expect(hung).rejects.toThrow('aborted');
  });

  it('delay: answers rightly, but late', async () => {
    const startedAt = performance.now();
    const late = await meet(call, { kind: 'delay', ms: 80 }, route);
    expect(performance.now() - startedAt).toBeGreaterThan(75);
    expect([late.status, withoutSeconds(late.text)]).toEqual([200, withoutSeconds(late.right)]);
  });

  it('drip: sends the headers at once and the body in pieces', async () => {
    await using server = await createMockServer();
    await call(server);
    server.fault({ route, fault: { kind: 'drip', chunkBytes: 40, intervalMs: 10 } });
    const response = await call(server);
    const chunks: string[] = [];
    for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString());
    expect(chunks.length).toBeGreaterThan(1);
    expect(() => void JSON.parse(chunks.join(''))).not.toThrow();
  });

  it('truncate: ends the connection early, or the JSON alone', async () => {
    const broken = await meet(call, { kind: 'truncate' }, route);
    expect(broken).toMatchObject({ status: 200, failed: 'in the body', code: 'UND_ERR_SOCKET' });
    const intact = await meet(call, { kind: 'truncate', framing: 'intact', bytes: 9 }, route);
    expect([intact.status, intact.text]).toEqual([200, intact.right?.slice(0, 9)]);
  });

  it('reset: resets the connection before the headers, or in the body', async () => {
    expect(await meet(call, { kind: 'reset' }, route)).toMatchObject({
      failed: 'before the headers',
      code: 'ECONNRESET',
    });
    expect(await meet(call, { kind: 'reset', during: 'body' }, route)).toMatchObject({
      status: 200,
      failed: 'in the body',
      code: 'ECONNRESET',
    });
  });

  it('html: answers a page', async () => {
    const page = await meet(call, { kind: 'html', status: 502 }, route);
    expect([page.status, page.headers?.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(page.text).toMatch(/^<!doctype html>/);
    expect((await meet(call, { kind: 'html' }, route)).status).toBe(200);
  });

  it('oversized: answers rightly at the length asked for, plain or compressed', async () => {
    for (const compressed of [false, true]) {
      const huge = await meet(call, { kind: 'oversized', bytes: 300_000, compressed }, route);
      expect([huge.status, huge.text?.length]).toEqual([200, 300_000]);
      expect(huge.headers?.get('content-encoding')).toBe(compressed ? 'gzip' : null);
      expect(withoutSeconds(huge.text)).toMatchObject(withoutSeconds(huge.right));
    }
  });

  it('content-type: answers rightly under a wrong type', async () => {
    const { status, headers, text, right } = await meet(call, { kind: 'content-type' }, route);
    expect([status, headers?.get('content-type')]).toEqual([200, 'text/plain']);
    expect(withoutSeconds(text)).toEqual(withoutSeconds(right));
    const odd = await meet(call, { kind: 'content-type', contentType: 'image/png' }, route);
    expect(odd.headers?.get('content-type')).toBe('image/png');
  });

  it('fields: changes and leaves out fields of the right answer', async () => {
    const fault: Fault = { kind: 'fields', set: { accessToken: null, odd: { a: 1 } }, omit: ['expiresIn', 'id'] };
    const { text = '', right = '' } = await meet(call, fault, route);
    const { expiresIn: _, id: __, ...kept } = JSON.parse(right) as Record<string, unknown>;
    expect(withoutSeconds(text)).toEqual({ ...withoutSeconds(JSON.stringify(kept)), accessToken: null, odd: { a: 1 } });
  });

  it('empty: answers without a body', async () => {
    for (const status of [200, 204]) {
      const { text, ...answer } = await meet(call, { kind: 'empty', status }, route);
      expect([answer.status, text]).toEqual([status, '']);
    }
  });

  it('redirect: points elsewhere', async () => {
    const moved = await meet(call, { kind: 'redirect', location: 'http://127.0.0.1:1/x', status: 307 }, route);
    expect([moved.status, moved.headers?.get('location')]).toEqual([307, 'http://127.0.0.1:1/x']);
    expect((await meet(call, { kind: 'redirect', location: '/x' }, route)).status).toBe(302);
  });
});

/** A body as an object, but for the seconds left, which may tick between two calls. */
function withoutSeconds(text = ''): Record<string, unknown> {
  const { expiresIn: _, expires_in: __, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return rest;
}
