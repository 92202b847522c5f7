import { createHmac } from 'node:crypto';
import { token, type DocumentedApi } from './documented-api.ts';
import { json } from './wants.ts';

/** With names of their own. */
export const withOwnNames: Readonly<Record<string, DocumentedApi>> = {
  Toast: {
    env: { TOAST_ID: 'an-id', TOAST_SECRET: 'a-secret' },
    url: 'https://ws-api.toasttab.com/authentication/v1/authentication/login',
    wants: json({ clientId: 'an-id', clientSecret: 'a-secret', userAccessType: 'TOAST_MACHINE_CLIENT' }),
    answers: {
      token: { tokenType: 'Bearer', scope: null, expiresIn: 86_400, accessToken: token, idToken: null },
      status: 'SUCCESS',
    },
    api: 'https://ws-api.toasttab.com/orders/v2/orders',
  },
  'OpenStack Keystone': {
    env: {
      OS_AUTH_URL: 'https://keystone.example.com',
      OS_ID: 'an-id',
      OS_SECRET: 'a-secret',
      OS_API: 'https://nova.example.com',
    },
    url: 'https://keystone.example.com/v3/auth/tokens',
    wants: json({
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: { id: 'an-id', secret: 'a-secret' },
        },
      },
    }),
    status: 201,
    answerHeaders: { 'X-Subject-Token': token },
    answers: {
      token: { methods: ['application_credential'], expires_at: inAnHour().replace('Z', '000Z'), issued_at: 'x' },
    },
    api: 'https://nova.example.com/v2.1/servers',
    presented: 'x-auth-token',
  },
  'Symbl.ai by hand': {
    env: { SYMBL_APP_ID: 'an-id', SYMBL_APP_SECRET: 'a-secret' },
    url: 'https://api.symbl.ai/oauth2/token:generate',
    wants: json({ type: 'application', appId: 'an-id', appSecret: 'a-secret' }),
    answers: { accessToken: token, expiresIn: 86_400 },
    api: 'https://api.symbl.ai/v1/conversations/1',
  },
  'A GET, with milliseconds': {
    files: { '/run/secrets/api-key': 'a-secret\n' },
    url: 'https://api.example.com/token?apikey=a-secret',
    method: 'GET',
    wants: ({ body }) => body === '',
    answers: { data: { token, ttl: 3_600_000 } },
    api: 'https://api.example.com/things',
  },
  'A signed request': {
    env: { SIGNED_KEY: 'an-id', SIGNED_SECRET: 'a-secret' },
    url: 'https://api.example.com/v1/token',
    wants({ headers }) {
      const text = `${headers['x-key']}${headers['x-time']}${headers['x-nonce']}`;
      const fresh = Math.abs(Date.now() - Number(headers['x-time'])) < 300_000;
      return fresh && headers['x-signature'] === createHmac('sha256', 'a-secret').update(text).digest('hex');
    },
    answers: { result: { token, expires: Math.floor(Date.now() / 1000) + 3600 } },
    api: 'https://api.example.com/things',
  },
};

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
