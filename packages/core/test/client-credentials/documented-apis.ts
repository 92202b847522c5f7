import { createHmac, generateKeyPairSync, verify } from 'node:crypto';

/** A request as it reached a stub. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What an API documents: where it is asked, what it wants, what it answers, how it takes the token. */
export interface DocumentedApi {
  /** What the snippet reads from the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  /** Whether the request is as the documentation wants it. */
  readonly wants: (request: ReceivedRequest) => boolean;
  readonly answers: unknown;
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** Where the API is called, and the header in which it takes the token. */
  readonly api: string;
  readonly presented?: string;
  /** What it is asked besides, and what it says to that. */
  readonly besides?: Readonly<Record<string, unknown>>;
}

export const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl';

/** A form of exactly these parameters, in whatever order. */
function form(wanted: Readonly<Record<string, string>>): (request: ReceivedRequest) => boolean {
  return ({ headers, body }) => {
    const type = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
    return type && same(Object.fromEntries(new URLSearchParams(body)), wanted);
  };
}

function json(wanted: unknown): (request: ReceivedRequest) => boolean {
  return ({ headers, body }) => headers['content-type'] === 'application/json' && same(JSON.parse(body), wanted);
}

function basic(id: string, secret: string): (request: ReceivedRequest) => boolean {
  return ({ headers }) => headers['authorization'] === `Basic ${btoa(`${id}:${secret}`)}`;
}

function all(...wants: readonly DocumentedApi['wants'][]): DocumentedApi['wants'] {
  return (request) => wants.every((want) => want(request));
}

function same(one: unknown, other: unknown): boolean {
  const sorted = (_name: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

const grant = { grant_type: 'client_credentials' };
const standard = { access_token: token, token_type: 'Bearer', expires_in: 3600 };
const bodyPair = { client_id: 'an-id', client_secret: 'a-secret' };
const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
const client = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: typeof account.privateKey): string => String(key.export({ type: 'pkcs8', format: 'pem' }));

/** Whether `name` holds a JWT of this key, with these claims, that is valid for an hour at most. */
function signed(name: string, key: typeof account.publicKey, kid: string, claims: object): DocumentedApi['wants'] {
  return ({ body }) => {
    const [header = '', payload = '', signature = ''] = new URLSearchParams(body).get(name)?.split('.') ?? [];
    const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
    const { iat, exp, jti, ...said } = read(payload);
    const dated = Number(exp) - Number(iat) <= 3600 && Number(exp) * 1000 > Date.now() && typeof jti === 'string';
    const verified = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    return dated && verified && read(header)['kid'] === kid && same(said, claims);
  };
}

/** A form with these parameters, and others that are looked at elsewhere. */
function has(wanted: Readonly<Record<string, string>>): DocumentedApi['wants'] {
  return ({ body }) => {
    const sent = new URLSearchParams(body);
    return Object.entries(wanted).every(([name, value]) => sent.get(name) === value);
  };
}

const jwtAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** By the title of the snippet in docs/endpoints.md. Shapes are those of the public documentation; values are made up. */
export const documentedApis: Readonly<Record<string, DocumentedApi>> = {
  PayPal: {
    env: { PAYPAL_ID: 'an-id', PAYPAL_SECRET: 'a-secret' },
    url: 'https://api-m.paypal.com/v1/oauth2/token',
    wants: all(basic('an-id', 'a-secret'), form(grant)),
    answers: { ...standard, scope: 'https://uri.paypal.com/services/invoicing', app_id: 'APP-1', nonce: '2026' },
    api: 'https://api-m.paypal.com/v2/invoicing/invoices',
  },
  Spotify: {
    env: { SPOTIFY_ID: 'an-id', SPOTIFY_SECRET: 'a-secret' },
    url: 'https://accounts.spotify.com/api/token',
    wants: all(basic('an-id', 'a-secret'), form(grant)),
    answers: standard,
    api: 'https://api.spotify.com/v1/artists/1',
  },
  commercetools: {
    env: { CTP_ID: 'an-id', CTP_SECRET: 'a-secret', CTP_PROJECT: 'shop' },
    url: 'https://auth.europe-west1.gcp.commercetools.com/oauth/token',
    wants: all(basic('an-id', 'a-secret'), form({ ...grant, scope: 'manage_project:shop' })),
    answers: { ...standard, expires_in: 172_800, scope: 'manage_project:shop' },
    api: 'https://api.europe-west1.gcp.commercetools.com/shop/products',
  },
  Amadeus: {
    env: { AMADEUS_KEY: 'an-id', AMADEUS_SECRET: 'a-secret' },
    url: 'https://test.api.amadeus.com/v1/security/oauth2/token',
    wants: form({ ...grant, ...bodyPair }),
    answers: {
      ...standard,
      type: 'amadeusOAuth2Token',
      username: 'a',
      client_id: 'an-id',
      expires_in: 1799,
      state: 'approved',
      scope: '',
    },
    api: 'https://test.api.amadeus.com/v1/reference-data/locations',
  },
  Box: {
    env: { BOX_ID: 'an-id', BOX_SECRET: 'a-secret', BOX_ENTERPRISE: '7' },
    url: 'https://api.box.com/oauth2/token',
    wants: form({ ...grant, ...bodyPair, box_subject_type: 'enterprise', box_subject_id: '7' }),
    answers: { access_token: token, expires_in: 4123, restricted_to: [], token_type: 'bearer' },
    api: 'https://api.box.com/2.0/folders/0',
  },
  UPS: {
    env: { UPS_ID: 'an-id', UPS_SECRET: 'a-secret', UPS_ACCOUNT: 'merchant' },
    url: 'https://onlinetools.ups.com/security/v1/oauth/token',
    wants: all(basic('an-id', 'a-secret'), form(grant), ({ headers }) => headers['x-merchant-id'] === 'merchant'),
    answers: { ...standard, issued_at: '1795715682000', client_id: 'an-id', expires_in: '14399', status: 'approved' },
    api: 'https://onlinetools.ups.com/api/track/v1/details/1',
  },
  Salesforce: {
    env: { SALESFORCE_URL: 'https://example.my.salesforce.com', SALESFORCE_ID: 'an-id', SALESFORCE_SECRET: 'a-secret' },
    url: 'https://example.my.salesforce.com/services/oauth2/token',
    wants: form({ ...grant, ...bodyPair }),
    answers: {
      access_token: token,
      signature: 'c2lnbmF0dXJl',
      instance_url: 'https://example.my.salesforce.com',
      id: 'https://login.salesforce.com/id/1/2',
      token_type: 'Bearer',
      issued_at: '1795715682000',
    },
    api: 'https://example.my.salesforce.com/services/data/v62.0/',
  },
  eBay: {
    env: { EBAY_ID: 'an-id', EBAY_SECRET: 'a-secret' },
    url: 'https://api.ebay.com/identity/v1/oauth2/token',
    wants: all(basic('an-id', 'a-secret'), form({ ...grant, scope: 'https://api.ebay.com/oauth/api_scope' })),
    answers: { access_token: token, expires_in: 7200, token_type: 'Application Access Token' },
    api: 'https://api.ebay.com/buy/browse/v1/item_summary/search',
  },
  "Apigee's default": {
    env: { APIGEE_URL: 'https://api.example.com', APIGEE_KEY: 'an-id', APIGEE_SECRET: 'a-secret' },
    url: 'https://api.example.com/oauth2/v1/accesstoken',
    wants: form({ ...grant, ...bodyPair }),
    answers: {
      refresh_token_expires_in: '0',
      token_type: 'BearerToken',
      issued_at: '1795715682000',
      client_id: 'an-id',
      access_token: token,
      scope: '',
      expires_in: '3599',
      status: 'approved',
    },
    api: 'https://api.example.com/v1/things',
  },
  Shopify: {
    env: { SHOP_URL: 'https://example.myshopify.com', SHOPIFY_ID: 'an-id', SHOPIFY_SECRET: 'a-secret' },
    url: 'https://example.myshopify.com/admin/oauth/access_token',
    wants: form({ ...grant, ...bodyPair }),
    answers: { access_token: token, scope: 'read_products', expires_in: 86_399 },
    api: 'https://example.myshopify.com/admin/api/2026-10/products.json',
    presented: 'x-shopify-access-token',
  },
  Zoom: {
    env: { ZOOM_ACCOUNT: 'account', ZOOM_ID: 'an-id', ZOOM_SECRET: 'a-secret' },
    url: 'https://zoom.us/oauth/token',
    wants: all(basic('an-id', 'a-secret'), form({ grant_type: 'account_credentials', account_id: 'account' })),
    answers: { ...standard, token_type: 'bearer', scope: 'user:read:admin', api_url: 'https://api.zoom.us' },
    api: 'https://api.zoom.us/v2/users/me',
  },
  Akeneo: {
    env: {
      AKENEO_URL: 'https://pim.example.com',
      AKENEO_ID: 'an-id',
      AKENEO_SECRET: 'a-secret',
      AKENEO_USER: 'user',
      AKENEO_PASSWORD: 'pass',
    },
    url: 'https://pim.example.com/api/oauth/v1/token',
    wants: all(basic('an-id', 'a-secret'), json({ grant_type: 'password', username: 'user', password: 'pass' })),
    answers: { access_token: token, expires_in: 3600, token_type: 'bearer', scope: null, refresh_token: 'refresh' },
    api: 'https://pim.example.com/api/rest/v1/products',
  },
  Auth0: {
    env: { AUTH0_URL: 'https://tenant.auth0.com', AUTH0_ID: 'an-id', AUTH0_SECRET: 'a-secret' },
    url: 'https://tenant.auth0.com/oauth/token',
    wants: json({ ...grant, ...bodyPair, audience: 'https://api.example.com/' }),
    answers: { ...standard, scope: 'read:things', expires_in: 86_400 },
    api: 'https://api.example.com/things',
  },
  Vanta: {
    env: { VANTA_ID: 'an-id', VANTA_SECRET: 'a-secret' },
    url: 'https://api.vanta.com/oauth/token',
    wants: json({ ...grant, ...bodyPair, scope: 'vanta-api.all:read vanta-api.all:write' }),
    answers: standard,
    api: 'https://api.vanta.com/v1/people',
  },
  Looker: {
    env: { LOOKER_URL: 'https://looker.example.com', LOOKER_ID: 'an-id', LOOKER_SECRET: 'a-secret' },
    url: 'https://looker.example.com/api/4.0/login',
    wants: form(bodyPair),
    answers: standard,
    api: 'https://looker.example.com/api/4.0/user',
  },
  Tailscale: {
    env: { TAILSCALE_ID: 'an-id', TAILSCALE_SECRET: 'a-secret' },
    url: 'https://api.tailscale.com/api/v2/oauth/token',
    wants: form(bodyPair),
    answers: { ...standard, scope: 'all' },
    api: 'https://api.tailscale.com/api/v2/tailnet/-/devices',
  },
  KnoCommerce: {
    env: { KNO_ID: 'an-id', KNO_SECRET: 'a-secret' },
    url: 'https://app-api.knocommerce.com/api/oauth2/token?grant_type=client_credentials',
    wants: all(basic('an-id', 'a-secret'), ({ body }) => body === ''),
    answers: standard,
    api: 'https://app-api.knocommerce.com/api/rest/surveys',
  },
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

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
