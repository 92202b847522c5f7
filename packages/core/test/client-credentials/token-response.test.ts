import { describe, expect, it } from 'vitest';
import { clientSecretBasic } from '../../src/index.ts';
import { capturing, granted, oauth } from './captured.ts';

describe('the answer', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted with token_type %s', async (token_type) => {
    const { client } = capturing(oauth(), granted({ token_type }));
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'a-token' });
  });

  it.each([['MAC'], ['DPoP'], [undefined], [7]])(
    'is refused with token_type %s, naming the option',
    async (token_type) => {
      const { client } = capturing(oauth(), granted({ token_type }));
      await expect(client.getToken()).rejects.toMatchObject({
        code: 'ERR_TOKEN_RESPONSE',
        reason: 'token-type',
        message: expect.stringContaining('acceptTokenTypes'),
      });
    },
  );

  it.each([
    ['Application Access Token', 'application access token'],
    ['BearerToken', 'BearerToken'],
    ['', undefined],
  ])('is accepted with the token type %j if that is named', async (type, token_type) => {
    const { client } = capturing(oauth({ acceptTokenTypes: ['Bearer', type] }), granted({ token_type }));
    await expect(client.getToken()).resolves.toMatchObject({ accessToken: 'a-token' });
  });

  it.each([[undefined], [null]])('with expires_in %j is an error that names the option', async (expires_in) => {
    const { client } = capturing(oauth(), granted({ expires_in }));
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_RESPONSE',
      reason: 'expires-in-missing',
      message: expect.stringContaining('assumeExpiresInMs'),
    });
  });

  it.each([
    [undefined, 120_000],
    [null, 120_000],
    [0, 120_000],
    ['0', 120_000],
    [3600, 3_600_000],
    ['3599', 3_599_000],
  ])('with expires_in %j and assumeExpiresInMs lives that long', async (expires_in, expiresInMs) => {
    const { exchange } = await oauth({ assumeExpiresInMs: 120_000 }).prepare();
    const { body } = granted({ expires_in });
    expect(await exchange(async () => ({ body, headers: new Headers() }))).toMatchObject({ expiresInMs });
  });

  const said = 'canary-description';
  it.each([
    [400, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [401, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [200, 'invalid_client', 'ERR_TOKEN_CREDENTIALS', 'invalid_client'],
    [200, 'invalid_scope', 'ERR_TOKEN_REQUEST', 'invalid_scope'],
    [200, 'access_denied', 'ERR_TOKEN_FORBIDDEN', 'access_denied'],
    [200, 'temporarily_unavailable', 'ERR_TOKEN_SERVER', 'temporarily_unavailable'],
    [200, 'slow_down', 'ERR_TOKEN_RATE_LIMITED', 'slow_down'],
    [400, 'invalid_scope', 'ERR_TOKEN_REQUEST', 'invalid_scope'],
    [400, 'unauthorized_client', 'ERR_TOKEN_REQUEST', 'unauthorized_client'],
    [400, 'invalid_target', 'ERR_TOKEN_REQUEST', 'invalid_target'],
    [403, 'access_denied', 'ERR_TOKEN_FORBIDDEN', 'access_denied'],
    [400, said, 'ERR_TOKEN_REQUEST', undefined],
    [404, { nested: said }, 'ERR_TOKEN_NOT_FOUND', undefined],
  ])('of status %i and error %s becomes %s', async (status, error, code, reason) => {
    const { client } = capturing(oauth(), { status, body: { error, error_description: said, error_uri: said } });
    const thrown: unknown = await client
      .getToken({ signal: AbortSignal.timeout(15_000) })
      .catch((caught: unknown) => caught);
    expect(thrown).toMatchObject({ code, status, ...(reason && { reason }) });
    expect(`${String(thrown)}${JSON.stringify(thrown)}`).not.toContain(said);
  });

  it('that is an error and no JSON goes by its status', async () => {
    const { client } = capturing(oauth(), { status: 401, body: 'nobody' });
    await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS' });
  });

  it.each([
    ['a space behind it', 'clientSecret begins or ends with a space', { clientSecret: 'secret ' }],
    ['quotes around it', 'clientSecret is in quotes', { clientSecret: '"secret"' }],
    ['characters that Basic encodes', "set encoding: 'raw'", { clientSecret: 'Zm9v+bar/baz==' }],
  ])('that refuses a secret with %s says what looks wrong, and not the secret', async (_what, hint, change) => {
    const auth = clientSecretBasic({ clientId: 'client', ...change });
    const { client } = capturing(oauth({ auth }), { status: 401, body: { error: 'invalid_client' } });
    const thrown: unknown = await client.getToken().catch((caught: unknown) => caught);
    expect(String(thrown)).toContain('check clientId and clientSecret; ');
    expect(String(thrown)).toContain(hint);
    expect(String(thrown)).not.toContain(change.clientSecret);
  });

  it('that refuses an ordinary secret says no more than that', async () => {
    const { client } = capturing(oauth(), { status: 401, body: { error: 'invalid_client' } });
    await expect(client.getToken()).rejects.toMatchObject({
      message: expect.stringMatching(/: check clientId and clientSecret\.$/),
    });
  });
});
