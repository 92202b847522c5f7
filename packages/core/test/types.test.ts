import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AccessToken,
  createTokenClient,
  memoryCache,
  parseTokenResponse,
  symbl,
  TokenError,
  tokenEndpoint,
  type Freshness,
  type GetTokenOptions,
  type SymblCredentials,
  type SymblOptions,
  type TokenCache,
  type TokenClient,
  type TokenClientOptions,
  type TokenErrorCode,
  type TokenEvent,
  type TokenGrant,
  type TokenIssuer,
  type TokenStatus,
} from '../src/index.ts';

// Checked by `pnpm typecheck`; at run time only what is said of an endpoint can fail.
describe('the types', () => {
  it('of a client', () => {
    expectTypeOf(createTokenClient).toEqualTypeOf<(options: TokenClientOptions) => TokenClient>();
    expectTypeOf<TokenClient['fetch']>().toEqualTypeOf<typeof fetch>();
    expectTypeOf<TokenClient['getToken']>().toEqualTypeOf<(options?: GetTokenOptions) => Promise<AccessToken>>();
    expectTypeOf<TokenClient['invalidate']>().toEqualTypeOf<(rejected: AccessToken | string) => Promise<void>>();
    expectTypeOf<TokenClient['status']>().toEqualTypeOf<() => TokenStatus>();
    expectTypeOf<TokenClient['close']>().toEqualTypeOf<() => Promise<void>>();
    expectTypeOf<TokenClient>().toExtend<AsyncDisposable>();
    expectTypeOf<TokenStatus['state']>().toEqualTypeOf<'none' | Freshness>();
  });

  it('of its options: an issuer is all that is needed, and undefined is as good as leaving out', () => {
    expectTypeOf<{ issuer: TokenIssuer }>().toExtend<TokenClientOptions>();
    expectTypeOf<{
      issuer: TokenIssuer;
      cache: undefined;
      refreshWindowMs: undefined;
      timeoutMs: undefined;
      apiOrigins: undefined;
      onEvent: undefined;
      fetch: undefined;
      clock: undefined;
    }>().toExtend<TokenClientOptions>();
    expectTypeOf<{}>().not.toExtend<TokenClientOptions>();
    expectTypeOf<{ issuer: TokenIssuer; timeoutMs: string }>().not.toExtend<TokenClientOptions>();
    expectTypeOf<TokenClientOptions>().toHaveProperty('apiOrigins').toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<Readonly<TokenClientOptions>>().toEqualTypeOf<TokenClientOptions>();
  });

  it('of a token: readable, not writable, and of one class', () => {
    expectTypeOf<AccessToken['accessToken']>().toEqualTypeOf<string>();
    expectTypeOf<AccessToken['expiresAt']>().toEqualTypeOf<number>();
    expectTypeOf<AccessToken['expiresIn']>().toEqualTypeOf<number>();
    expectTypeOf<AccessToken['lifetimeMs']>().toEqualTypeOf<number>();
    expectTypeOf<AccessToken['toJSON']>().returns.toEqualTypeOf<{
      readonly accessToken: string;
      readonly expiresIn: number;
    }>();
    expectTypeOf<{
      accessToken: string;
      expiresAt: number;
      expiresIn: number;
      lifetimeMs: number;
    }>().not.toExtend<AccessToken>();
  });

  it('of an error: narrowed from the unknown, with a closed set of codes', () => {
    const thrown: unknown = undefined;
    if (TokenError.isInstance(thrown)) {
      expectTypeOf(thrown).toEqualTypeOf<TokenError>();
      expectTypeOf(thrown.code).toEqualTypeOf<TokenErrorCode>();
      expectTypeOf(thrown.retryAfterMs).toEqualTypeOf<number | undefined>();
      expectTypeOf(thrown.retryable).toEqualTypeOf<boolean>();
    }
    expectTypeOf<TokenError>().toExtend<Error>();
    expectTypeOf<string>().not.toExtend<TokenErrorCode>();
    expectTypeOf<TokenErrorCode>().toExtend<`ERR_TOKEN_${string}`>();
  });

  it('of an event: told apart by `type`, without anything secret', () => {
    type Exchanged = Extract<TokenEvent, { type: 'exchanged' }>;
    expectTypeOf<Pick<Exchanged, keyof Exchanged>>().toEqualTypeOf<{
      readonly client?: string | undefined;
      readonly type: 'exchanged';
      readonly origin: string;
      readonly durationMs: number;
      readonly lifetimeMs: number;
    }>();
    expectTypeOf<TokenEvent['type']>().not.toEqualTypeOf<string>();
    expectTypeOf<Extract<TokenEvent, { accessToken: unknown }>>().toBeNever();
  });

  it('of the Symbl issuer', () => {
    expectTypeOf(symbl).toEqualTypeOf<(options?: SymblOptions) => TokenIssuer>();
    expectTypeOf<SymblCredentials>().toExtend<SymblOptions>();
    expectTypeOf<SymblOptions['credentials']>().toEqualTypeOf<(() => Promise<SymblCredentials>) | undefined>();
  });

  it('of an endpoint: no name compiles that its credentials or its request do not have', () => {
    const url = 'https://auth.example.com/login';
    const credentials = { clientId: 'client', clientSecret: 'secret' };
    const rest = { url, credentials, response: { accessToken: 'a', life: { seconds: 'b' } } };
    const request = ({ clientId }: typeof credentials) => ({ json: { clientId } });
    const read = async (): Promise<typeof credentials> => credentials;
    const make = (): readonly TokenIssuer[] => [
      // @ts-expect-error -- clientID
      tokenEndpoint({ ...rest, request: ({ clientID }) => ({ json: { clientID } }) }),
      // @ts-expect-error -- clientID, of a function
      tokenEndpoint({ ...rest, credentials: read, request: ({ clientID }) => ({ json: clientID }) }),
      // @ts-expect-error -- jsno alone
      tokenEndpoint({ ...rest, request: ({ clientId }) => ({ jsno: { clientId } }) }),
      // @ts-expect-error -- hedaers beside form
      tokenEndpoint({ ...rest, request: ({ clientId }) => ({ form: { clientId }, hedaers: {} }) }),
      // @ts-expect-error -- a number in a form
      tokenEndpoint({ ...rest, request: ({ clientId }) => ({ form: { clientId, n: 7 } }) }),
      // @ts-expect-error -- a credential that is no string
      tokenEndpoint({ ...rest, credentials: { clientId: 7 }, request: () => ({ form: {} }) }),
      // @ts-expect-error -- a life in a unit that is none
      tokenEndpoint({ ...rest, request, response: { accessToken: 'a', life: { hours: 'b' } } }),
    ];
    expect(make).toThrow(/request\(\)|clientI/);
  });

  it("of what somebody's own issuer and cache are made of", () => {
    expectTypeOf(parseTokenResponse).returns.toEqualTypeOf<TokenGrant>();
    expectTypeOf(memoryCache).returns.toEqualTypeOf<TokenCache>();
    expectTypeOf<{
      get: (key: string) => Promise<string | undefined>;
      set: (key: string, value: string, expiresAt: number) => Promise<void>;
      delete: (key: string) => Promise<void>;
    }>().toExtend<TokenCache>();
    expectTypeOf<TokenCache['lock']>().toBeNullable();
  });
});
