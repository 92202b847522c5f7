import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { deriveCacheKeys } from '../../src/cache/cache-key.ts';
import {
  clientAssertion,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  jwtBearer,
  privateKeyJwt,
  symbl,
  tlsClientAuth,
  tokenEndpoint,
  type ClientAuthentication,
  type TokenIssuer,
} from '../../src/index.ts';

// Few values each, so that two issuers are often the same in all but one option, or spell the same across two of them.
const word = fc.constantFrom('a', 'b', 'scope', 'a b', '["a"]', 'a","b');
const optional = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined });
const values = fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 2 }));
const params = fc.record({ x: values, y: values }, { requiredKeys: [] }).filter(isFilled);
const headers = fc.record({ 'x-a': word, 'x-b': word }, { requiredKeys: [] }).filter(isFilled);
const secret32 = fc.constantFrom('1'.repeat(32), '2'.repeat(32));
const [keyA, keyB] = [1, 2].map(() =>
  String(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
);
const key = fc.constantFrom(keyA ?? '', keyB ?? '');

const apiOrigins = ['https://api.example.com'];

function isFilled(record: object): boolean {
  return Object.keys(record).length > 0;
}

/** An issuer, made of values that tell which it is. */
interface Recipe {
  readonly kind: string;
  readonly options: unknown;
  readonly make: () => TokenIssuer;
}

/** Two issuers of one kind, which differ in one option or in none. */
type Pair = readonly [Recipe, Recipe];

function recipes<Options extends object>(
  kind: string,
  options: fc.Arbitrary<Options>,
  make: (options: Options) => TokenIssuer,
): fc.Arbitrary<Pair> {
  return fc.tuple(options, options, fc.nat()).map(([one, other, at]) => {
    const names = Object.keys(one);
    const name = names[at % names.length] ?? '';
    const changed: Options = { ...one, [name]: Reflect.get(other, name) };
    return [
      { kind, options: one, make: () => make(one) },
      { kind, options: changed, make: () => make(changed) },
    ];
  });
}

const client = fc.record({ clientId: word, clientSecret: word });
const auth: fc.Arbitrary<{ readonly what: unknown; readonly auth: () => ClientAuthentication }> = fc.oneof(
  client.map((each) => ({ what: ['post', each], auth: () => clientSecretPost(each) })),
  fc
    .tuple(client, fc.constantFrom('form' as const, 'raw' as const))
    .map(([each, encoding]) => ({ what: [encoding, each], auth: () => clientSecretBasic(each, { encoding }) })),
  fc
    .record({ clientId: word, key, keyId: optional(word), audience: optional(word), sealingSecret: optional(secret32) })
    .map((each) => ({ what: each, auth: () => privateKeyJwt(each) })),
  fc
    .record({ clientId: word, sealingSecret: secret32 })
    .map((each) => ({ what: ['tls', each], auth: () => tlsClientAuth(each) })),
  fc
    .record({ clientId: word, sealingSecret: secret32, assertionType: optional(word) })
    .map((each) => ({ what: ['assertion', each], auth: () => clientAssertion({ ...each, assertion: () => 'jwt' }) })),
);

const url = fc.constantFrom(
  'https://a.example/token',
  'https://a.example/staging/token',
  'https://a.example/token?p=1',
);
const shared = {
  place: fc.oneof(
    url.map((tokenUrl) => ({ tokenUrl })),
    fc.constantFrom({ issuer: 'https://a.example' }, { issuer: 'https://a.example/token' }),
  ),
  scope: optional(word),
  audience: optional(word),
  resource: optional(fc.array(word, { minLength: 1, maxLength: 2 })),
  params: optional(params),
  headers: optional(headers),
  bodyFormat: fc.constantFrom('form' as const, 'json' as const, 'query' as const),
  acceptTokenTypes: fc.constantFrom(['Bearer'], ['Bearer', '']),
  assumeExpiresInMs: fc.constantFrom(undefined, 60_000),
};

const pairs: fc.Arbitrary<Pair> = fc.oneof(
  recipes(
    'symbl',
    fc.record({
      appId: word,
      appSecret: word,
      baseUrl: fc.constantFrom('https://a.example/prod', 'https://a.example/staging', 'https://b.example'),
    }),
    symbl,
  ),
  recipes(
    'tokenEndpoint',
    fc.record({
      url,
      method: fc.constantFrom('GET' as const, 'POST' as const),
      credentials: client,
      query: optional(params),
      headers: optional(headers),
      accessToken: fc.constantFrom('token', 'data.token'),
      life: fc.constantFrom({ seconds: 'a' }, { milliseconds: 'a' }, { instant: 'a' }),
      assumeExpiresInMs: fc.constantFrom(undefined, 60_000),
    }),
    ({ query, headers, accessToken, life, assumeExpiresInMs, ...given }) =>
      tokenEndpoint({
        ...given,
        request: (credentials) => ({ query: { ...query, ...credentials }, headers }),
        response: { accessToken, life, assumeExpiresInMs },
        apiOrigins,
      }),
  ),
  recipes(
    'clientCredentials',
    fc.record({ ...shared, auth, grantType: fc.constantFrom('client_credentials', 'password', false as const) }),
    ({ place, auth, ...given }) => clientCredentials({ ...given, ...place, auth: auth.auth(), apiOrigins }),
  ),
  recipes(
    'jwtBearer',
    fc.record({
      ...shared,
      key,
      keyId: optional(word),
      claims: fc.record({ iss: word, sub: optional(word) }),
      auth: optional(auth),
    }),
    ({ place, auth, ...given }) => jwtBearer({ ...given, ...place, auth: auth?.auth(), apiOrigins }),
  ),
);

/** Where the issuer's tokens are stored. */
async function entryOf(make: () => TokenIssuer): Promise<string | undefined> {
  const { identity, secret } = await make().prepare();
  return secret && (await deriveCacheKeys({ identity, secret })).cacheKey;
}

/** Options as text. What is left out, the order of names, and a list of one decide nothing. */
function textOf({ kind, options }: Recipe): string {
  return JSON.stringify([kind, options], (_name, value: unknown) => {
    if (Array.isArray(value)) return value.length === 1 ? value[0] : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

it('two issuers share an entry if and only if they differ in no option that decides about the token', async () => {
  const seen = new Map<string, string>();
  let same = 0;
  await fc.assert(
    fc.asyncProperty(pairs, async (pair) => {
      const entries = await Promise.all(
        pair.map(async (recipe) => {
          const [entry, text] = [(await entryOf(recipe.make)) ?? 'none', textOf(recipe)];
          // Nor with any other that was seen before.
          expect(seen.get(entry) ?? text).toBe(text);
          seen.set(entry, text);
          return entry;
        }),
      );
      const [one, other] = pair.map(textOf);
      expect(entries[0] === entries[1]).toBe(one === other);
      same += one === other ? 1 : 0;
    }),
    { numRuns: 2000 },
  );
  // Both sides of the "if and only if" were tried.
  expect(same).toBeGreaterThan(100);
  expect(seen.has('none')).toBe(false);
});
