import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../concurrency/deadline.ts';
import { RunningTime } from '../concurrency/running-time.ts';
import { plainNames, type Endpoint } from '../errors/endpoint.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { createSendExchange, type ExchangeContext } from './exchange.ts';

const origin = 'https://api.example.com';
const url = `${origin}/token`;
const timedOut = new Error('timed out');

const at = (origin: string): Endpoint => ({ origin, names: plainNames });

/** Sends by this transport, on a clock of its own. */
function sending(transport: typeof fetch, changes: Partial<ExchangeContext> = {}, timeoutMs = 1000) {
  const clock = new FakeClock();
  const deadline = new Deadline(new RunningTime(clock), timeoutMs, () => timedOut);
  const { signal } = deadline;
  const usual = { endpoint: at(origin), endpointOrigins: [], allowInsecure: false, clock, deadline, signal };
  return { send: createSendExchange({ ...usual, fetch: transport, ...changes }), deadline, clock };
}

const answering =
  (body: BodyInit | null, init?: ResponseInit): typeof fetch =>
  async () =>
    new Response(body, init);

const invalidClient = () => ({ code: 'ERR_TOKEN_CREDENTIALS' as const, reason: 'invalid_client' as const });

describe('the sending of an exchange', () => {
  it('resolves to the JSON and the headers of the answer', async () => {
    const answer = await sending(answering('{"a":1}', { headers: { 'x-token': 'abc' } })).send({ url, json: {} });
    expect(answer.body).toEqual({ a: 1 });
    expect(answer.headers.get('x-token')).toBe('abc');
  });

  it("sends JSON with the issuer's own headers", async () => {
    const seen: Request[] = [];
    const transport: typeof fetch = async (input, init) => {
      seen.push(new Request(input, init));
      return Response.json({});
    };
    await sending(transport).send({ url, json: { a: 1 }, headers: { 'x-mine': 'yes', accept: 'text/x' } });
    const [request] = seen;
    expect([request?.method, await request?.text()]).toEqual(['POST', '{"a":1}']);
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      'content-type': 'application/json',
      'x-mine': 'yes',
      accept: 'text/x',
    });
  });

  it('lets the issuer read what a refusal says, and explain it', async () => {
    const { send } = sending(answering('{"error":"invalid_client"}', { status: 400 }));
    const explain = (status: number, body: unknown) =>
      status === 400 && inspect(body).includes('invalid_client') ? invalidClient() : undefined;
    await expect(send({ url, json: {}, explain })).rejects.toMatchObject({
      code: 'ERR_TOKEN_CREDENTIALS',
      reason: 'invalid_client',
      status: 400,
    });
  });

  it.each([
    ['no JSON', '<html>canary</html>', 503],
    ['nothing', null, 401],
    ['too much', 'x'.repeat(70_000), 400],
  ])('falls back to the status for a refusal that says %s', async (_, body, status) => {
    const { send } = sending(answering(body, { status }));
    const explain = (_status: number, said: unknown) =>
      said === undefined ? undefined : { reason: 'slow_down' as const };
    const error: unknown = await send({ url, json: {}, explain }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status });
    expect(error).not.toHaveProperty('reason');
  });

  it('waits a second for what a refusal says, then goes by its status', async () => {
    let freed = false;
    const endless = new ReadableStream({ cancel: () => void (freed = true) });
    const { send, clock } = sending(answering(endless, { status: 401 }), {}, 10_000);
    const refused = send({ url, json: {}, explain: () => ({ reason: 'slow_down' as const }) }).catch(
      (error: unknown) => error,
    );
    await clock.advance(1000);
    expect(await refused).toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', status: 401 });
    expect(freed).toBe(true);
  });

  it('takes an error that the body of a 200 tells for what it is', async () => {
    const { send } = sending(answering('{"error":"invalid_client"}'));
    await expect(send({ url, json: {}, explain: invalidClient })).rejects.toMatchObject({
      code: 'ERR_TOKEN_CREDENTIALS',
      reason: 'invalid_client',
      status: 200,
    });
  });

  it('goes out as (url, init), in which nothing is inherited', async () => {
    const calls: (readonly [unknown, RequestInit | undefined])[] = [];
    const { send } = sending(async (input, init) => {
      calls.push([input, init]);
      return Response.json({});
    });
    await send({
      url,
      form: [
        ['a', 'b c'],
        ['a', 'ü'],
      ],
    });
    await send({ url: `${url}?x=1`, method: 'GET' });
    const [[posted, post] = [], [got, get] = []] = calls;
    expect([posted, post?.method, post?.body]).toEqual([url, 'POST', 'a=b+c&a=%C3%BC']);
    expect([got, get?.method, get?.body]).toEqual([`${url}?x=1`, 'GET', undefined]);
    expect(Object.getPrototypeOf(post)).toBeNull();
    expect(new Headers(post?.headers).get('content-type')).toBe('application/x-www-form-urlencoded;charset=UTF-8');
  });

  it('may go to a further origin that the issuer names', async () => {
    const endpointOrigins = ['https://tokens.example.com'];
    const { send } = sending(answering('{}'), { endpointOrigins });
    expect(await send({ url: 'https://tokens.example.com/t', json: {} })).toMatchObject({ body: {} });
    await expect(send({ url: 'https://token.example.com/t', json: {} })).rejects.toThrow(/endpointOrigins/);
  });

  it('asks nobody to explain a redirect', async () => {
    const { send } = sending(answering('{}', { status: 302 }));
    let asked = false;
    const explain = () => {
      asked = true;
      return { reason: 'slow_down' as const };
    };
    await expect(send({ url, json: {}, explain })).rejects.toMatchObject({ reason: 'redirect' });
    expect(asked).toBe(false);
  });

  it('reads Retry-After by the clock of the client', async () => {
    const { send } = sending(
      answering('', { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' } }),
    );
    await expect(send({ url, json: {} })).rejects.toMatchObject({ code: 'ERR_TOKEN_SERVER', retryAfterMs: 7000 });
  });

  it('frees the connection of a refusal whose body nobody reads', async () => {
    let cancelled = false;
    const body = new ReadableStream({ cancel: () => void (cancelled = true) });
    await expect(sending(answering(body, { status: 500 })).send({ url, json: {} })).rejects.toMatchObject({
      status: 500,
    });
    expect(cancelled).toBe(true);
  });

  it("shows the issuer nothing of a transport's error, which carries the secret", async () => {
    const transport: typeof fetch = async (input) => {
      throw Object.assign(new TypeError('canary'), { request: input, cause: { code: 'ECONNREFUSED' } });
    };
    const error: unknown = await sending(transport)
      .send({ url, json: { secret: 'canary' } })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_TOKEN_NETWORK', reason: 'refused', origin });
    expect(inspect(error, { showHidden: true, depth: Infinity })).not.toContain('canary');
  });

  it('aborts the transport at the deadline, and rejects with the error of the deadline', async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const transport: typeof fetch = (input, init) => {
      const { signal } = new Request(input, init);
      started.resolve(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const { send, deadline } = sending(transport);
    const sent = send({ url, json: {} }).catch((thrown: unknown) => thrown);
    const signal = await started.promise;
    deadline.abort(timedOut);
    expect(await sent).toBe(timedOut);
    expect(signal.aborted).toBe(true);
  });

  it.each([
    ['another origin', 'https://evil.test/token', {}],
    ['no URL', '/token', {}],
    ['plain http', 'http://api.example.com/token', { endpoint: at('http://api.example.com') }],
  ])('sends nothing to %s', async (_, target, changes) => {
    let calls = 0;
    const { send } = sending(async () => ((calls += 1), Response.json({})), changes);
    await expect(send({ url: target, json: {} })).rejects.toMatchObject({ code: 'ERR_TOKEN_CONFIG' });
    expect(calls).toBe(0);
  });

  it('sends by plain http to this machine, and anywhere with allowInsecure', async () => {
    const local = sending(answering('{}'), { endpoint: at('http://localhost:4010') });
    expect(await local.send({ url: 'http://localhost:4010/token', json: {} })).toMatchObject({ body: {} });
    const insecure = sending(answering('{}'), { endpoint: at('http://10.0.0.1'), allowInsecure: true });
    expect(await insecure.send({ url: 'http://10.0.0.1/token', json: {} })).toMatchObject({ body: {} });
  });
});
