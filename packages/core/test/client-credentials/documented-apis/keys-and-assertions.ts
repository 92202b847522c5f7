import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { standard, token, type DocumentedApi } from './documented-api.ts';
import { all, form, grant, has, signed } from './wants.ts';

const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
const client = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject): string => String(key.export({ type: 'pkcs8', format: 'pem' }));
const jwtAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** With a key of one's own, an assertion of somebody else, or a certificate. */
export const withKeysAndAssertions: Readonly<Record<string, DocumentedApi>> = {
  'Google service account': {
    env: { GOOGLE_APPLICATION_CREDENTIALS: '/run/secrets/account.json' },
    files: {
      '/run/secrets/account.json': JSON.stringify({
        type: 'service_account',
        project_id: 'project',
        private_key_id: 'google-key',
        private_key: pem(account.privateKey),
        client_email: 'me@project.iam.gserviceaccount.com',
        token_uri: 'https://oauth2.googleapis.com/token',
      }),
    },
    url: 'https://oauth2.googleapis.com/token',
    wants: all(
      has({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' }),
      signed('assertion', account.publicKey, 'google-key', {
        iss: 'me@project.iam.gserviceaccount.com',
        aud: 'https://oauth2.googleapis.com/token',
        scope: 'https://www.googleapis.com/auth/devstorage.read_only',
      }),
    ),
    answers: { access_token: token, expires_in: 3599, token_type: 'Bearer' },
    api: 'https://storage.googleapis.com/storage/v1/b/bucket/o',
  },
  private_key_jwt: {
    files: { '/run/secrets/client-key.pem': pem(client.privateKey) },
    url: 'https://login.example.com/oauth/token',
    besides: {
      'https://login.example.com/.well-known/openid-configuration': {
        issuer: 'https://login.example.com',
        token_endpoint: 'https://login.example.com/oauth/token',
      },
    },
    wants: all(
      has({ ...grant, scope: 'read', client_id: 'my-client', client_assertion_type: jwtAssertion }),
      signed('client_assertion', client.publicKey, 'key-1', {
        iss: 'my-client',
        sub: 'my-client',
        aud: 'https://login.example.com',
      }),
    ),
    answers: standard,
    api: 'https://api.example.com/things',
  },
  'Entra workload identity': {
    env: { AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'an-id', AZURE_FEDERATED_TOKEN_FILE: '/run/azure/token' },
    files: { '/run/azure/token': token },
    url: 'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
    wants: form({
      ...grant,
      scope: 'https://graph.microsoft.com/.default',
      client_id: 'an-id',
      client_assertion_type: jwtAssertion,
      client_assertion: token,
    }),
    answers: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token },
    api: 'https://graph.microsoft.com/v1.0/users',
  },
  "GitHub Actions' OIDC": {
    env: {
      AZURE_TENANT_ID: 'tenant',
      AZURE_CLIENT_ID: 'an-id',
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/token?api-version=2.0',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    },
    url: 'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
    besides: {
      'https://pipelines.actions.githubusercontent.com/token?api-version=2.0&audience=api://AzureADTokenExchange': {
        count: 1,
        value: token,
      },
    },
    wants: form({
      ...grant,
      scope: 'https://management.azure.com/.default',
      client_id: 'an-id',
      client_assertion_type: jwtAssertion,
      client_assertion: token,
    }),
    answers: { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token },
    api: 'https://management.azure.com/subscriptions',
  },
  'A SPIFFE file': {
    files: { '/run/spiffe/jwt_svid.token': `${token}\n` },
    url: 'https://login.example.com/realms/main/protocol/openid-connect/token',
    wants: form({
      ...grant,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-spiffe',
      client_assertion: token,
    }),
    answers: { access_token: token, expires_in: 300, token_type: 'Bearer', 'not-before-policy': 0, scope: 'email' },
    api: 'https://api.example.com/things',
  },
  'A client certificate': {
    files: { '/run/secrets/client.pem': 'certificate', '/run/secrets/client.key': 'key' },
    url: 'https://mtls.example.com/token',
    wants: form({ ...grant, client_id: 'my-client' }),
    answers: standard,
    api: 'https://api.example.com/things',
  },
};
