import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:tls';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { complaints } from './doctor-complaints.ts';
import { testFile, User } from './user.ts';

describe('tokenkeep doctor', () => {
  it('finds nothing to mend where all is well, a line for each thing it tried, and leaves nothing behind', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const { code, stdout, stderr } = await user.run(['doctor']);
    expect([code, stderr]).toEqual([0, '']);
    expect(
      stdout
        .replaceAll(/\d+ ms|for \d+ s/g, '…')
        .trimEnd()
        .split('\n'),
    ).toEqual([
      `✓ Node ${process.versions.node}`,
      '✓ SYMBL_APP_ID is set',
      '✓ SYMBL_APP_SECRET is set',
      '✓ SYMBL_BASE_URL is set',
      `✓ The configuration is complete: ${server.url}`,
      '✓ No proxy is set',
      '✓ 127.0.0.1 has 1 address',
      `✓ ${new URL(server.url).host} is reached, by plain http`,
      "✓ The clock agrees with the issuer's",
      '✓ One exchange: a token …, in …',
      '✓ The cache folder stores tokens, and its locks work',
      `✓ The cache folder ${user.cache} is private, and has room`,
      '✓ Two processes at once share one exchange',
    ]);
    // One past the cache, one that two processes shared.
    expect(server.counters().exchanges).toBe(2);
    expect(readdirSync(user.cache).filter((name) => name.startsWith('doctor'))).toEqual([]);
  });

  it.each([
    ['blank', ' ', 'is blank, which counts as not set'],
    ['quoted', '"canary-secret"', 'is in quotes, which are part of it'],
    ['with a line break', 'canary-secret\n', 'has a line break in it'],
    ['with a space', ' canary-secret', 'begins or ends with a space'],
  ])('sees a variable that is %s', async (_, value, complaint) => {
    await using server = await createMockServer();
    using user = User.of(server);
    const found = await complaints(user, [], { SYMBL_APP_SECRET: value });
    expect(found[0]).toMatch(new RegExp(`^SYMBL_APP_SECRET ${complaint}`));
    expect(found.join()).not.toContain('canary');
  });

  it('sees what is not configured, cannot be read, or cannot work', async () => {
    using user = new User();
    expect(await complaints(user)).toEqual([expect.stringContaining('No issuer is set')]);
    const id = { SYMBL_APP_ID: 'a' };
    expect(await complaints(user, [], id)).toEqual([expect.stringContaining('SYMBL_APP_SECRET is missing')]);
    const file = { ...id, SYMBL_APP_SECRET_FILE: '/nowhere' };
    expect(await complaints(user, [], file)).toEqual([expect.stringContaining('cannot be read (ENOENT)')]);
    const insecure = { ...id, SYMBL_APP_SECRET: 'canary-secret', SYMBL_BASE_URL: 'http://issuer.example' };
    expect(await complaints(user, [], insecure)).toEqual([expect.stringContaining('https')]);
  });

  it('sees a name without an address, and a port where nobody listens', async () => {
    const secret = { SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret' };
    using user = new User(secret);
    const [name, ...more] = await complaints(user, [], { SYMBL_BASE_URL: 'https://no-such-host.invalid' });
    expect([name, more]).toEqual([expect.stringMatching(/^no-such-host\.invalid has no address \(E\w+\): check/), []]);
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as { port: number };
    probe.close();
    const url = { SYMBL_BASE_URL: `http://127.0.0.1:${String(port)}` };
    expect(await complaints(user, [], url)).toEqual([
      `127.0.0.1:${String(port)} is not reached (ECONNREFUSED): nothing listens there: check the port of the URL.`,
    ]);
  });

  it.skipIf(!process.env['CI'] && !hasOpenssl())(
    'sees what is wrong with a certificate, and that none is checked',
    async () => {
      using user = new User({ SYMBL_APP_ID: 'a', SYMBL_APP_SECRET: 'canary-secret' });
      execFileSync('sh', [testFile('make-certificates.sh')], { cwd: user.home });
      const file = (name: string): string => join(user.home, name);
      const diagnose = async (name: string, env: Record<string, string>): Promise<string | undefined> => {
        const server = createTlsServer({
          key: readFileSync(file(`${name}.key`)),
          cert: readFileSync(file(`${name}.pem`)),
        });
        server
          .on('tlsClientError', () => undefined)
          .on('secureConnection', (socket) => socket.on('error', () => undefined).end());
        await once(server.listen(0, '127.0.0.1'), 'listening');
        const { port } = server.address() as { port: number };
        const [found] = await complaints(user, [], { SYMBL_BASE_URL: `https://localhost:${String(port)}`, ...env });
        server.close();
        return found;
      };
      const trusting = { NODE_EXTRA_CA_CERTS: file('ca.pem') };
      expect(await diagnose('over', trusting)).toMatch(/\(CERT_HAS_EXPIRED\): its certificate is over/);
      expect(await diagnose('other', trusting)).toMatch(
        /\(ERR_TLS_CERT_ALTNAME_INVALID\): its certificate is for another name/,
      );
      expect(await diagnose('good', {})).toMatch(/signed by nobody known here: set NODE_EXTRA_CA_CERTS/);
      expect(await diagnose('good', { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatch(
        /^NODE_TLS_REJECT_UNAUTHORIZED is 0/,
      );
      // Past TLS it is the exchange that fails.
      expect(await diagnose('good', trusting)).toMatch(/^One exchange failed\. /);
    },
  );

  it('sees a proxy that Node does not heed', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const proxy = { HTTP_PROXY: 'http://user:canary@proxy.example' };
    const found = await complaints(user, [], proxy);
    expect(found[0]).toBe(
      'HTTP_PROXY is set, but Node does not heed it: set NODE_USE_ENV_PROXY=1, or unset HTTP_PROXY.',
    );
    expect(await complaints(user, [], { ...proxy, NO_PROXY: 'localhost,127.0.0.1' })).toEqual([]);
  });

  it('leaves name and TLS to a fetch of --config, such as one with a proxy', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const config = join(user.home, 'config.mjs');
    const core = join(user.cwd, 'node_modules/@tokenkeep/core/dist/index.js');
    const through = `(url, init) => fetch(String(url).replace('https://issuer.invalid', '${server.url}'), init)`;
    writeFileSync(
      config,
      `import { symbl } from '${core}';\nexport default { issuer: symbl({ baseUrl: 'https://issuer.invalid' }), fetch: ${through} };`,
    );
    expect(await complaints(user, ['--config', config])).toEqual([]);
  });

  it('sees origins of the API that cannot be', async () => {
    await using server = await createMockServer();
    using user = new User({ OAUTH_CLIENT_ID: 'a', OAUTH_CLIENT_SECRET: 'canary-secret' });
    const env = { OAUTH_TOKEN_URL: `${server.url}/oauth/token`, OAUTH_API_ORIGINS: 'https://api.example/' };
    expect(await complaints(user, [], env)).toEqual(['OAUTH_API_ORIGINS has a slash at its end: leave it out.']);
  });

  it('sees a clock that is wrong', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const late = { NODE_OPTIONS: `--import ${new URL('late.mjs', import.meta.url).href}`, LATE_MS: '600000' };
    expect(await complaints(user, [], late)).toContainEqual(
      expect.stringMatching(/^The clock is (599|600|601) s ahead of the issuer's: set it, by NTP\.$/),
    );
  });

  it('sees credentials that are refused', async () => {
    await using server = await createMockServer();
    using user = User.of(server);
    const [found] = await complaints(user, [], { SYMBL_APP_SECRET: 'another-secret' });
    expect(found).toMatch(/^One exchange failed\. .*refused.*check SYMBL_APP_ID and SYMBL_APP_SECRET/);
  });
});

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
