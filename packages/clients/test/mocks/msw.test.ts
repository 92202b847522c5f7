import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { expect, it } from 'vitest';
import { MockedSymbl, symblOrigin } from './mocked-symbl.ts';

it('MSW answers both the exchanges and the calls', async () => {
  const mocked = new MockedSymbl();
  const server = setupServer(
    http.post(`${symblOrigin}/oauth2/token:generate`, () => HttpResponse.json(mocked.exchange())),
    http.get(`${symblOrigin}/v1/conversations/1`, ({ request }) =>
      mocked.admits(request.headers.get('authorization'))
        ? HttpResponse.json({ id: '1' })
        : new HttpResponse('refused', { status: 401 }),
    ),
  );
  server.listen();
  try {
    expect(await mocked.callTwice()).toEqual([{ id: '1' }, { id: '1' }, 2]);
  } finally {
    server.close();
  }
});
