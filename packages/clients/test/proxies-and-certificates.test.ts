import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { symbl, type TokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { clientWithCertificate } from '../recipes/client-certificate.ts';
import { clientBehindProxy } from '../recipes/corporate-proxy.ts';
import { clientTrusting } from '../recipes/private-ca.ts';
import { hasOpenssl } from './certificates.ts';
import { MinuteLaterClock } from './minute-later-clock.ts';
import { runNode } from './run-node.ts';
import { startTlsWorld, type TlsWorld } from './tls-world.ts';

/** On a laptop without the tool the tests say so and are skipped; in CI its absence is a failure. */
const isMissing = !process.env['CI'] && !hasOpenssl();

/** The statuses of a call before and of one after a revocation, by the client that a recipe makes. */
async function call(
  { origin, issuer }: TlsWorld,
  recipe: (options: TokenClientOptions) => TokenClient,
): Promise<readonly number[]> {
  const clock = new MinuteLaterClock();
  await using tokens = recipe({ issuer: symbl({ baseUrl: origin, ...issuer.apps[0] }), clock });
  const get = async (): Promise<number> => (await tokens.fetch(`${origin}/v1/conversations/1`)).status;
  const before = await get();
  issuer.revoke();
  clock.minuteLater();
  return [before, await get()];
}

function callIn(world: TlsWorld, env: Readonly<Record<string, string>>): ReturnType<typeof runNode> {
  const [{ appId, appSecret }] = world.issuer.apps;
  return runNode('call-process.ts', [world.origin, appId, appSecret], env);
}

/** As `NODE_EXTRA_CA_CERTS` does, for this process: where a test is not about the authority. */
function trustByDefault(authority: string): Disposable {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, authority]);
  return { [Symbol.dispose]: () => setDefaultCACertificates(before) };
}

describe.skipIf(isMissing)('a client', () => {
  it('trusts a private authority by an Agent, for the exchange and for the API', async () => {
    await using world = await startTlsWorld();
    const { authority } = world.certificates;
    expect(await call(world, (options) => clientTrusting(authority, options))).toEqual([200, 200]);
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it('shows its certificate, for the exchange and for the API', async () => {
    await using world = await startTlsWorld({ wantsCertificate: true });
    const { client, authority } = world.certificates;
    using _ = trustByDefault(authority);
    const { cert, key } = client;
    expect(await call(world, (options) => clientWithCertificate(cert, key, options))).toEqual([200, 200]);
    expect(world.shown.length).toBeGreaterThanOrEqual(5);
    expect(new Set(world.shown)).toEqual(new Set(['client']));
  });

  it('goes through a proxy that wants credentials, for the exchange and for the API', async () => {
    await using world = await startTlsWorld();
    using _ = trustByDefault(world.certificates.authority);
    expect(await call(world, (options) => clientBehindProxy(world.proxy, options))).toEqual([200, 200]);
    expect(new Set(world.led)).toEqual(new Set([new URL(world.origin).host]));
  });

  it('trusts a private authority by NODE_EXTRA_CA_CERTS alone', async () => {
    await using world = await startTlsWorld();
    const env = { NODE_EXTRA_CA_CERTS: world.certificates.authorityFile };
    expect(await callIn(world, env)).toEqual({ exitCode: 0, stdout: '200', stderr: '' });
    expect((await callIn(world, {})).stderr).toContain('ERR_TOKEN_NETWORK');
  });

  it('goes through the proxy of the environment alone', async () => {
    await using world = await startTlsWorld();
    const env = { NODE_EXTRA_CA_CERTS: world.certificates.authorityFile, HTTPS_PROXY: world.proxy };
    expect(await callIn(world, { ...env, NODE_USE_ENV_PROXY: '1' })).toEqual({
      exitCode: 0,
      stdout: '200',
      stderr: '',
    });
    expect(new Set(world.led)).toEqual(new Set([new URL(world.origin).host]));
  });

  it('does not exchange at all while certificates are checked by nobody', async () => {
    await using world = await startTlsWorld();
    expect((await callIn(world, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).stderr).toContain('ERR_TOKEN_CONFIG');
    expect(world.issuer.counters().exchanges).toBe(0);
  });
});
