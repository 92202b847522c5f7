import { expect, it } from 'vitest';
import { capturing, oauth } from './captured.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl';

/** The shape of each provider's answer, by its public documentation; the tokens are made up. */
const answers = {
  Keycloak: {
    access_token: jwt,
    expires_in: 300,
    refresh_expires_in: 0,
    token_type: 'Bearer',
    'not-before-policy': 0,
    scope: 'profile email',
  },
  Auth0: { access_token: jwt, scope: 'read:things', expires_in: 86400, token_type: 'Bearer' },
  'Microsoft Entra ID': { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: jwt },
  'Microsoft Entra ID, v1 endpoint': {
    token_type: 'Bearer',
    expires_in: '3599',
    ext_expires_in: '3599',
    expires_on: '1767229200',
    not_before: '1767225300',
    resource: 'https://graph.example',
    access_token: jwt,
  },
  Okta: { token_type: 'Bearer', expires_in: 3600, access_token: jwt, scope: 'things.read' },
  'Amazon Cognito': { access_token: jwt, expires_in: 3600, token_type: 'Bearer' },
};
const lifetimes: Readonly<Record<keyof typeof answers, number>> = {
  Keycloak: 300_000,
  Auth0: 86_400_000,
  'Microsoft Entra ID': 3_599_000,
  'Microsoft Entra ID, v1 endpoint': 3_599_000,
  Okta: 3_600_000,
  'Amazon Cognito': 3_600_000,
};

it.each(Object.keys(answers) as (keyof typeof answers)[])('reads the answer of %s', async (provider) => {
  const { client } = capturing(oauth(), { body: answers[provider] });
  await expect(client.getToken()).resolves.toMatchObject({ accessToken: jwt, lifetimeMs: lifetimes[provider] });
});

it.each([
  ['Keycloak', 401, { error: 'invalid_client', error_description: 'Invalid client or Invalid client credentials' }],
  ['Microsoft Entra ID', 401, { error: 'invalid_client', error_description: 'AADSTS7000215', error_codes: [7000215] }],
  ['Amazon Cognito', 400, { error: 'invalid_client' }],
  [
    'Okta',
    401,
    { error: 'invalid_client', error_description: 'The client secret supplied for a confidential client is invalid.' },
  ],
])('takes the refusal of %s for what it is', async (_provider, status, body) => {
  const { client } = capturing(oauth(), { status, body });
  await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'invalid_client' });
});

it('takes the refusal of Auth0, an error of its own, by its status', async () => {
  const body = { error: 'access_denied', error_description: 'Unauthorized' };
  const { client } = capturing(oauth(), { status: 401, body });
  await expect(client.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_CREDENTIALS', reason: 'access_denied' });
});
