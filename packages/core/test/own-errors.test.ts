import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTokenClient, symbl, tokenHealth, TokenError } from '../src/index.ts';
import { hasOpenssl, makeCertificates } from './certificates.ts';
import { SharedWorld } from './shared-world.ts';

afterEach(() => vi.unstubAllEnvs());

describe('an error', () => {
  it('is each caller’s own: what one writes on it, no other sees', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    world.issuer.script = () => Promise.reject(new TokenError('down', { code: 'ERR_TOKEN_CREDENTIALS', status: 401 }));
    const { signal } = new AbortController();
    const asked = [client?.getToken(), client?.getToken(), client?.getToken({ signal }), client?.getToken({ signal })];
    const errors: unknown[] = (await Promise.allSettled(asked)).map((one) => one.status === 'rejected' && one.reason);
    // In the rest as well.
    errors.push(await client?.getToken().catch((error: unknown) => error));
    expect(new Set(errors).size).toBe(5);
    for (const error of errors) {
      expect(error).toBeInstanceOf(TokenError);
      expect(error).toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', status: 401, message: 'down' });
    }
  });
});

describe('status() and health', () => {
  it('say what the last exchange failed with, until one succeeds', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    expect(client.status()).not.toHaveProperty('lastError');
    world.issuer.script = () => Promise.reject(new TokenError('down', { code: 'ERR_TOKEN_CREDENTIALS' }));
    const at = world.clock.now();
    await client.getToken().catch(() => undefined);
    expect(client.status().lastError).toEqual({ code: 'ERR_TOKEN_CREDENTIALS', at });
    world.issuer.script = undefined;
    await world.clock.pass(31_000);
    await client.getToken();
    expect(client.status()).not.toHaveProperty('lastError');
  });

  it('are up while idle and ask nobody; are down after a failure, and heal with nothing but probes', async () => {
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    if (client === undefined) throw new Error('no client');
    expect(tokenHealth(client)).toEqual({ up: true });
    await world.clock.pass(1000);
    expect(world.issuer.startedAt).toEqual([]);
    world.issuer.script = () => Promise.reject(new TokenError('down', { code: 'ERR_TOKEN_CREDENTIALS' }));
    await client.getToken().catch(() => undefined);
    for (let probe = 0; probe < 20; probe += 1) {
      expect(tokenHealth(client)).toEqual({ up: false, code: 'ERR_TOKEN_CREDENTIALS' });
      await world.clock.pass(1000);
    }
    // The rest bounds them.
    expect(world.issuer.startedAt).toHaveLength(1);
    world.issuer.script = undefined;
    await world.clock.pass(11_000);
    tokenHealth(client);
    await world.clock.pass(1000);
    expect(tokenHealth(client)).toEqual({ up: true });
  });
});

describe('a client in a log', () => {
  it('shows its state, and no token', async () => {
    const { inspect } = await import('node:util');
    await using world = new SharedWorld();
    const [client] = world.add(1, { cache: undefined });
    expect(inspect(client)).toMatch(/^TokenClient\(none, 0 s left\)$/);
    await client?.getToken();
    expect(inspect(client)).toMatch(/^TokenClient\(fresh, \d+ s left\)$/);
    expect(inspect(client, { showHidden: true, depth: 9 })).not.toContain('token-1');
  });
});

describe('NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  it.runIf(hasOpenssl())('lets no secret go to a certificate that nobody vouches for', async () => {
    using folder = makeCertificates();
    let asked = 0;
    const server = createServer(folder.selfSigned, (_, response) => {
      asked += 1;
      response.end('{"accessToken":"abc","expiresIn":60}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const options = { appId: 'a', appSecret: 'b', baseUrl: `https://localhost:${port}` };
    await using client = createTokenClient({ issuer: symbl(options) });
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      reason: 'tls-verification',
      message: expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED'),
    });
    expect(asked).toBe(0);
    // Who says so gets it.
    await using insecure = createTokenClient({ issuer: symbl({ ...options, allowInsecure: true }) });
    await insecure.getToken().catch(() => undefined);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
