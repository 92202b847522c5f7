import { describe, expect, it } from 'vitest';
import { capturing } from './captured.ts';
import { clientCredentials, type ClientCredentialsOptions } from '../../src/index.ts';

const good = {
  tokenUrl: 'https://auth.example.com/token',
  clientId: 'client',
  clientSecret: 'canary-secret',
  apiOrigins: ['https://api.example.com'],
};

describe('clientCredentials()', () => {
  it.each<[string, Record<string, unknown>]>([
    ['tokenUrl', { tokenUrl: undefined }],
    ['tokenUrl', { issuer: 'https://auth.example.com' }],
    ['tokenUrl', { tokenUrl: 'auth.example.com' }],
    ['tokenUrl', { tokenUrl: 'http://auth.example.com/token' }],
    ['tokenUrl', { tokenUrl: 'https://auth.example.com/token?p=policy#canary' }],
    ['issuer', { tokenUrl: undefined, issuer: 'https://auth.example.com?p=policy' }],
    ['issuer', { tokenUrl: undefined, issuer: 'http://auth.example.com' }],
    ['clientId', { clientId: ' ' }],
    ['clientSecret', { clientSecret: undefined }],
    ['clientSecret', { clientSecret: '' }],
    ['privateKey', { authMethod: 'private_key_jwt' }],
    ['privateKey', { authMethod: 'private_key_jwt', privateKey: null }],
    ['authMethod', { authMethod: 'tls_client_auth' }],
    ['credentials', { credentials: async () => good }],
    ['credentials', { clientSecret: undefined, credentials: good }],
    ['credentials', { clientSecret: undefined, credentials: async () => good, authMethod: 'private_key_jwt' }],
    ['apiOrigins', { apiOrigins: undefined }],
    ['apiOrigins', { apiOrigins: ['https://api.example.com/v1'] }],
    ['grant_type', { extraParams: { grant_type: 'password' } }],
    ['client_id', { extraParams: { client_id: 'another' } }],
    ['assumeExpiresInMs', { assumeExpiresInMs: Number.NaN }],
    ['assumeExpiresInMs', { assumeExpiresInMs: 10 }],
    ['tokenURL', { tokenURL: 'https://auth.example.com/token' }],
  ])('names %s when it cannot work: %o', (option, change) => {
    const options: ClientCredentialsOptions = { ...good, ...change };
    const make = (): unknown => clientCredentials(options);
    expect(make).toThrow(
      expect.objectContaining({ code: 'ERR_TOKEN_CONFIG', message: expect.stringContaining(option) }),
    );
    expect(make).toThrow(expect.objectContaining({ message: expect.not.stringContaining('canary') }));
  });

  it('accepts http to localhost, and to anywhere with allowInsecure', () => {
    expect(clientCredentials({ ...good, tokenUrl: 'http://localhost:8080/token' }).origin).toBe(
      'http://localhost:8080',
    );
    expect(clientCredentials({ ...good, tokenUrl: 'http://auth.internal/token', allowInsecure: true }).origin).toBe(
      'http://auth.internal',
    );
  });

  it('names what credentials() left out, at the exchange', async () => {
    const { client, requests } = capturing({ credentials: async () => ({ clientId: 'client', clientSecret: '' }) });
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringContaining('clientSecret'),
    });
    expect(requests).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['scope', { scope: 7 }],
    ['scope', { scope: null }],
    ['scope', { scope: ['read', 7] }],
    ['audience', { audience: 7 }],
    ['resource', { resource: null }],
    ['extraParams', { extraParams: null }],
    ['extraParams', { extraParams: 'organization' }],
    ['extraParams', { extraParams: { organization: undefined } }],
  ])('names %s at the exchange when it cannot be sent: %o', async (option, change) => {
    const { client, requests } = capturing(change);
    await expect(client.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_CONFIG',
      message: expect.stringMatching(new RegExp(`^${option} .+: .+\\.$`)),
    });
    expect(requests).toEqual([]);
  });

  it('keeps the origins that it checked', () => {
    const apiOrigins = ['https://api.example.com'];
    const issuer = clientCredentials({ ...good, apiOrigins });
    apiOrigins.push('https://evil.test');
    expect(issuer.apiOrigins).toEqual(['https://api.example.com']);
  });
});
