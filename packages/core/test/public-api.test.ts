import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as fileCache from '../src/file-cache/index.ts';
import * as core from '../src/index.ts';

const sources = new URL('../src/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, sources), 'utf8');

/** The names that an entry lists, types included. */
function listed(path: string): string[] {
  const lists = read(path).matchAll(/^export (?:type )?\{([^}]+)\}/gm);
  return [...lists]
    .flatMap(([, names = '']) => names.split(',').map((name) => name.replace(/^\s*type /, '').trim()))
    .filter(Boolean);
}

describe('the public surface', () => {
  it('of @tokenkeep/core is this', () => {
    expect(Object.keys(core).sort()).toEqual([
      'AccessToken',
      'Secret',
      'TokenError',
      'cachedStatus',
      'clientAssertion',
      'clientCredentials',
      'clientSecretBasic',
      'clientSecretPost',
      'configError',
      'createTokenClient',
      'eventLevel',
      'freshness',
      'gatewayAnswer',
      'isUnreachable',
      'jwtBearer',
      'memoryCache',
      'nearestOption',
      'parseTokenResponse',
      'privateKeyJwt',
      'readOptions',
      'requireDuration',
      'symbl',
      'tlsClientAuth',
      'tokenClientOptionNames',
      'tokenEndpoint',
      'tokenHealth',
      'withToken',
    ]);
    expect(
      listed('index.ts')
        .filter((name) => !(name in core))
        .sort(),
    ).toEqual([
      'AccessTokenFields',
      'AnswerPlace',
      'AnswerToRead',
      'AuthenticationProof',
      'CachedStatus',
      'CachedStatusOptions',
      'ClientAssertionOptions',
      'ClientAuthentication',
      'ClientCredentialsOptions',
      'ClientSecretBasicOptions',
      'Clock',
      'ClockTimer',
      'Endpoint',
      'EndpointRequest',
      'ExchangeAnswer',
      'ExchangeMoment',
      'ExchangeRequest',
      'ExplainAnswer',
      'FailureFacts',
      'Freshness',
      'FreshnessPolicy',
      'GatewayAnswer',
      'GetTokenOptions',
      'JwtBearerOptions',
      'JwtClaims',
      'KnownRequest',
      'LifePlace',
      'LogLevel',
      'MemoryCacheOptions',
      'OAuthClient',
      'OAuthOptions',
      'OptionNames',
      'Parameters',
      'PreparedAuthentication',
      'PresentedToken',
      'PrivateKeyJwtOptions',
      'ProvenTo',
      'SendExchange',
      'SigningAlgorithm',
      'SigningKey',
      'SigningOptions',
      'SymblCredentials',
      'SymblOptions',
      'TlsClientAuthOptions',
      'TokenCache',
      'TokenCacheLock',
      'TokenClient',
      'TokenClientOptions',
      'TokenEndpointOptions',
      'TokenErrorCode',
      'TokenErrorFacts',
      'TokenErrorReason',
      'TokenEvent',
      'TokenEventListener',
      'TokenExchange',
      'TokenGrant',
      'TokenHealth',
      'TokenIssuer',
      'TokenLife',
      'TokenPlaces',
      'TokenStatus',
      'TokenUse',
      'UnderlyingAnswer',
      'UnderlyingFetch',
      'UnderlyingInit',
      'ValueOrFunction',
      'WithTokenOptions',
    ]);
  });

  it('of @tokenkeep/core/file-cache is this', () => {
    expect(Object.keys(fileCache).sort()).toEqual(['defaultCacheDirectory', 'fileCache']);
    expect(listed('file-cache/index.ts').sort()).toEqual(['FileCacheOptions', 'defaultCacheDirectory', 'fileCache']);
  });

  it('of @tokenkeep/core/testing is this', () => {
    expect(listed('testing/index.ts').sort()).toEqual([
      'CacheFault',
      'CacheOperation',
      'FakeClock',
      'FakeTokenClientOptions',
      'FaultyCache',
      'TestRunner',
      'fakeTokenClient',
      'testTokenCache',
    ]);
  });

  it.each(['index.ts', 'file-cache/index.ts', 'testing/index.ts'])(
    'is listed by hand in %s, and by nothing else',
    (path) => {
      const statements = read(path)
        .replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '')
        .split(';')
        .map((text) => text.trim())
        .filter(Boolean);
      expect(statements.filter((text) => !/^export (?:type )?\{[^}]+\} from '\.[^']+\.ts'$/.test(text))).toEqual([]);
    },
  );
});

describe('every export', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('index.ts'),
  );

  it.each(files)('of %s has a doc comment', (path) => {
    const lines = read(path).split('\n');
    const bare = lines.filter(
      (line, index) => /^export (?!\{|type \{)/.test(line) && !lines[index - 1]?.endsWith('*/'),
    );
    expect(bare).toEqual([]);
  });

  it('exists once: no default exports', () => {
    expect(files.filter((path) => /^export default/m.test(read(path)))).toEqual([]);
  });
});
