import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { expect, it } from 'vitest';
import { MockedSymbl, symblOrigin } from './mocked-symbl.ts';

it("undici's MockAgent answers both the exchanges and the calls", async () => {
  const mocked = new MockedSymbl();
  const before = getGlobalDispatcher();
  const agent = new MockAgent();
  agent.disableNetConnect();
  setGlobalDispatcher(agent);
  const json = { headers: { 'content-type': 'application/json' } };
  const isAdmitted = (headers: Record<string, string>): boolean => mocked.admits(headers['authorization']);
  const api = agent.get(symblOrigin);
  api
    .intercept({ method: 'POST', path: '/oauth2/token:generate' })
    .reply(200, () => mocked.exchange(), json)
    .persist();
  api
    .intercept({ path: '/v1/conversations/1', headers: (headers) => !isAdmitted(headers) })
    .reply(401)
    .persist();
  api.intercept({ path: '/v1/conversations/1', headers: isAdmitted }).reply(200, { id: '1' }, json).persist();
  try {
    expect(await mocked.callTwice()).toEqual([{ id: '1' }, { id: '1' }, 2]);
    agent.assertNoPendingInterceptors();
  } finally {
    setGlobalDispatcher(before);
    await agent.close();
  }
});
