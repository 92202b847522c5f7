import { describe, expect, it } from 'vitest';
import { refusal } from '../response/refusal.ts';
import { authorizeRequest, type Authorize } from './authorize.ts';
import { refuseBy } from './refuse.ts';

const request = new Request('https://app.test');

const answered = new Response('no', { status: 401 });

async function ask(authorize: unknown): Promise<{ answer: Response | undefined; heard: unknown[] }> {
  const heard: unknown[] = [];
  const refuse = refuseBy((error) => heard.push(error));
  const fail = (error: unknown): Response => {
    heard.push(error);
    return refusal(403);
  };
  const answer = await authorizeRequest(request, authorize as Authorize, { refuse, fail });
  return { answer, heard };
}

describe('authorize', () => {
  it('lets a request pass by true, now or later, and sees the request', async () => {
    const seen: Request[] = [];
    expect((await ask((given: Request) => seen.push(given) > 0)).answer).toBeUndefined();
    expect((await ask(async () => true)).answer).toBeUndefined();
    expect(seen).toEqual([request]);
  });

  it.each([false, undefined, null, 0, 1, 'canary', {}, { user: 'canary' }])(
    'refuses by %j, and says so',
    async (verdict) => {
      const { answer, heard } = await ask(async () => verdict);
      expect(heard).toEqual([expect.objectContaining({ name: 'RouteRefusal', status: 403 })]);
      expect(String(heard)).toContain(
        `authorize returned ${verdict === false || verdict === null ? verdict : typeof verdict}`,
      );
      expect(String(heard)).not.toContain('canary');
      expect(answer?.status).toBe(403);
      expect(await answer?.text()).toBe('{"message":"Forbidden."}');
    },
  );

  it('refuses by a throw, tells nobody outside why, and the listener', async () => {
    for (const error of [new Error('database canary'), 'a string', null, { digest: 7 }, { digest: 'XNEXT_' }]) {
      const { answer, heard } = await ask(() => {
        throw error;
      });
      expect(answer?.status).toBe(403);
      expect(await answer?.text()).toBe('{"message":"Forbidden."}');
      expect(heard).toEqual([error]);
    }
  });

  it('may answer by itself: status, headers and body stand, those against caching are added', async () => {
    const { answer } = await ask(
      () =>
        new Response('log in', { status: 401, headers: { 'www-authenticate': 'Bearer', 'cache-control': 'public' } }),
    );
    expect([answer?.status, await answer?.text()]).toEqual([401, 'log in']);
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({
      'www-authenticate': 'Bearer',
      'cache-control': 'no-store',
      vary: 'Cookie, Origin, Sec-Fetch-Site',
    });
  });

  it.each<[string, () => Response]>([
    ['was answered before', () => answered],
    ['is no answer', () => Response.error()],
  ])('refuses by a Response that %s, and tells the listener', async (_, verdict) => {
    await answered.text().catch(() => undefined);
    const { answer, heard } = await ask(verdict);
    expect(answer?.status).toBe(403);
    expect(heard).toEqual([expect.any(Error)]);
  });

  it('may redirect by a Response, whose headers are frozen', async () => {
    const { answer } = await ask(() => Response.redirect('https://app.test/login', 303));
    expect([answer?.status, answer?.headers.get('location')]).toEqual([303, 'https://app.test/login']);
  });

  it.each(['NEXT_REDIRECT;replace;/login;307;', 'NEXT_HTTP_ERROR_FALLBACK;404', 'NEXT_NOT_FOUND'])(
    'lets the error by which Next steers pass: %s',
    async (digest) => {
      const steering = Object.assign(new Error('steering'), { digest });
      await expect(
        ask(async () => {
          throw steering;
        }),
      ).rejects.toBe(steering);
    },
  );
});
