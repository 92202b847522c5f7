import { createMockServer } from '@tokenkeep/mock-server';
import { expect, it } from 'vitest';
import { loopbackServer } from './loopback-server.ts';
import { runNode } from './run-node.ts';

it("Symbl's SDK works with our token, with another after a revocation, with TLS checked, and lets the process end", async () => {
  await using issuer = await createMockServer({ jwt: true });
  await using api = await loopbackServer(async ({ headers }, response) => {
    const authorization = `Bearer ${String(headers['x-api-key'])}`;
    const { status } = await fetch(`${issuer.url}/v1/conversations/1`, { headers: { authorization } });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ connectionId: '1', conversationId: String(api.seen.length) }));
  });
  const [{ appId, appSecret }] = issuer.apps;
  const { exitCode, stdout, stderr } = await runNode('symbl-js-process.ts', [issuer.url, appId, appSecret, api.origin]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    before: { conversationId: '1' },
    after: { conversationId: '3' },
    tls: 'as it was',
    tlsWithoutTlsAuth: '0',
  });
  expect(issuer.counters().exchanges).toBe(2);
});
