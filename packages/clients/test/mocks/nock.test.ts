import nock from 'nock';
import { expect, it } from 'vitest';
import { MockedSymbl, symblOrigin } from './mocked-symbl.ts';

it('nock answers both the exchanges and the calls', async () => {
  const mocked = new MockedSymbl();
  nock(symblOrigin)
    .persist()
    .post('/oauth2/token:generate')
    .reply(200, () => mocked.exchange())
    .get('/v1/conversations/1')
    .matchHeader('authorization', (value) => !mocked.admits(String(value)))
    .reply(401)
    .get('/v1/conversations/1')
    .matchHeader('authorization', (value) => mocked.admits(String(value)))
    .reply(200, { id: '1' });
  try {
    expect(await mocked.callTwice()).toEqual([{ id: '1' }, { id: '1' }, 2]);
    expect(nock.isDone()).toBe(true);
  } finally {
    nock.restore();
  }
});
