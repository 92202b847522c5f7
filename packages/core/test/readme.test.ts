import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSnippets, snippetsOf } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';
import { onSources, runScript } from './run-script.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const readme = read('README.md');
const rows = new Set([...readme.matchAll(/^\| `([^`(]+)(?:\([^`]*)?`/gm)].map(([, name = '']) => name));

/** The members that an interface in the sources declares. */
function members(path: string, name: string): string[] {
  const [, body = ''] = new RegExp(`export interface ${name}[^{]*\\{([^]*?)\\n\\}`).exec(read(path)) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)[?(:]/gm)].map(([, member = '']) => member);
}

/** The strings in a piece of the sources. */
function strings(path: string, pattern: RegExp): string[] {
  return [...new Set([...read(path).matchAll(pattern)].map(([, text = '']) => text))];
}

describe('the README', () => {
  it('has snippets that a strict compiler accepts', () => {
    expect(compileSnippets(readme, folder)).toEqual({ compiled: 9, complaints: '' });
  }, 60_000);

  it('has a test with the fake clock that passes', async () => {
    const script = snippetsOf(readme, 'ts').find(({ code }) => code.includes('FakeClock'))?.code ?? 'throw 0';
    expect(
      await runScript(`${script};\nconsole.log(exchanges)`, { type: 'module-typescript', flags: onSources }),
    ).toEqual({
      exitCode: 0,
      stdout: '2\n',
      stderr: '',
    });
  });

  it.each([
    ['createTokenClient', members('src/options.ts', 'TokenClientOptions')],
    ['symbl', members('src/issuer/symbl.ts', 'SymblOptions')],
    ['clientCredentials', members('src/issuer/client-credentials.ts', 'ClientCredentialsOptions')],
    ['every OAuth grant', members('src/issuer/oauth-options.ts', 'OAuthOptions')],
    ['every issuer', members('src/issuer/token-use.ts', 'TokenUse')],
    ['tokenEndpoint', members('src/issuer/token-endpoint.ts', 'TokenEndpointOptions')],
    ['jwtBearer', members('src/issuer/jwt-bearer.ts', 'JwtBearerOptions')],
    ['privateKeyJwt', members('src/issuer/auth/private-key-jwt.ts', 'PrivateKeyJwtOptions')],
    ['what signs', members('src/issuer/auth/key-reader.ts', 'SigningOptions')],
    ['getToken', members('src/keeper/get-token-options.ts', 'GetTokenOptions')],
    ['a client', members('src/token-client.ts', 'TokenClient')],
    ['an error', strings('src/errors/meaning.ts', /\| '(ERR_TOKEN_\w+)'/g)],
    ['an event', strings('src/events.ts', /readonly type: '([\w-]+)'/g)],
  ])('has a row for everything that %s knows', (_, names) => {
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !rows.has(name))).toEqual([]);
  });

  it('names every function and class that the package exports', () => {
    const exported = [...read('src/index.ts').matchAll(/export \{([^}]*)\}/g)]
      .flatMap(([, list = '']) => list.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));
    expect(exported).toContain('createTokenClient');
    expect(exported.filter((name) => !readme.includes(name))).toEqual([]);
  });

  it.each([
    ['refreshWindowMs', '300 000', /refreshWindowMs: 300_000/],
    ['timeoutMs', '10 000', /timeoutMs \?\? 10_000/],
  ])('tells the default of %s as the code has it', (option, told, coded) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${option}\`.*\\b${told}\\b`, 'm'));
    expect(read('src/create-token-client.ts')).toMatch(coded);
  });
});
