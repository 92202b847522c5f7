import { expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

/** The headers of a request whose body is JSON. */
export const json = { 'content-type': 'application/json' };

/** A GET, or a POST of this JSON, as `fetch` and clients like it take it. */
export function requestOf(body: string | undefined): {
  readonly method?: 'POST';
  readonly headers?: typeof json;
  readonly body?: string;
} {
  return body === undefined ? {} : { method: 'POST', headers: json, body };
}

/** One call through a client, as its recipe makes it: the status and the text of what came back. */
export interface Call {
  /** Rejects or resolves for what is no success, as the client does. */
  (world: World, url: string, body?: string): Promise<{ readonly status: number; readonly text: string }>;
}

/** What holds for every client of HTTP that has a recipe. */
export function clientClauses(call: Call, options: { readonly followsRedirects: boolean }): void {
  const at = ({ api }: World, path: string): string => `${api.origin}${path}`;

  it('sends the token, and one exchange serves all calls', async () => {
    await using world = await startWorld();
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => call(world, at(world, path))));
    expect(answers.map(({ text }) => JSON.parse(text))).toMatchObject([{ path: '/a' }, { path: '/b' }, { path: '/c' }]);
    expect(world.issuer.counters().exchanges).toBe(1);
  });

  it('sends the request once more, body and all, after the API revoked the token', async () => {
    await using world = await startWorld();
    await call(world, at(world, '/first'));
    world.revoke();
    const { status, text } = await call(world, at(world, '/again'), '{"a":1}');
    expect([status, JSON.parse(text)]).toMatchObject([200, { method: 'POST', path: '/again', body: '{"a":1}' }]);
    expect(world.api.seen.map(({ path, body }) => path + body)).toEqual(['/first', '/again{"a":1}', '/again{"a":1}']);
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it('comes to the 401 itself when the issuer has no other token, without a storm', async () => {
    await using world = await startWorld();
    await call(world, at(world, '/first'));
    world.revoke({ keepServing: true });
    const ends = await Promise.all([1, 2, 3].map((turn) => statusOf(call(world, at(world, `/${turn}`)))));
    expect(ends).toEqual([401, 401, 401]);
    expect(world.api.seen).toHaveLength(4);
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it(`follows ${options.followsRedirects ? 'a redirect within the origin, with the token' : 'no redirect'}`, async () => {
    await using world = await startWorld();
    const status = await statusOf(call(world, at(world, '/?to=/there')));
    expect([status, world.api.seen.length]).toEqual(options.followsRedirects ? [200, 2] : [302, 1]);
    expect(world.issuer.counters().apiRefused).toBe(0);
  });

  it('sends nothing to another origin, named or redirected to', async () => {
    await using world = await startWorld();
    await call(world, at(world, '/first'));
    await call(world, `${world.stranger.origin}/named`).catch(() => undefined);
    await call(world, at(world, `/?to=${world.stranger.origin}/redirected`)).catch(() => undefined);
    const { accessToken } = await world.tokens.getToken();
    expect(JSON.stringify(world.stranger.seen)).not.toContain(accessToken);
    expect(world.stranger.seen).toEqual([]);
    // It lives still: what was refused was the place, not the token.
    expect((await call(world, at(world, '/last'))).status).toBe(200);
    expect(world.issuer.counters().exchanges).toBe(1);
  });
}

/** The status, whether a client resolves with it or throws it. */
async function statusOf(answer: ReturnType<Call>): Promise<unknown> {
  try {
    return (await answer).status;
  } catch (error) {
    const { status, statusCode, response } = Object(error);
    return status ?? statusCode ?? response?.statusCode ?? response?.status ?? error;
  }
}
