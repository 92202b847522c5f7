import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { clientSecretBasic, clientSecretPost } from '../../../src/index.ts';
import { listenerOf, serve, type StartableServer } from './authorization-server.ts';

const tables = 'user session account verification oauthClient oauthAccessToken oauthRefreshToken oauthConsent jwks';

/** better-auth's provider, with a client that its own API registered for each method. */
export const betterAuthProvider: StartableServer = {
  name: "better-auth's provider",
  methods: ['client_secret_basic', 'client_secret_post'],
  lifetimeMs: 60_000,
  start: () =>
    serve(async (url) => {
      const database = Object.fromEntries(tables.split(' ').map((table): [string, object[]] => [table, []]));
      const auth = betterAuth({
        baseURL: url,
        basePath: '/auth',
        secret: `${crypto.randomUUID()}${crypto.randomUUID()}`,
        database: memoryAdapter(database),
        telemetry: { enabled: false },
        rateLimit: { enabled: false },
        emailAndPassword: { enabled: true },
        plugins: [
          // Its types do not fit under exactOptionalPropertyTypes.
          Object(
            oauthProvider({
              loginPage: '/login',
              consentPage: '/consent',
              disableJwtPlugin: true,
              m2mAccessTokenExpiresIn: 60,
              scopes: ['openid', 'read'],
              clientPrivileges: async () => true,
              silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
            }),
          ),
        ],
      });
      const body = { name: 'admin', email: 'admin@example.com', password: crypto.randomUUID() };
      const signed = await auth.api.signUpEmail({ body, asResponse: true });
      const cookies = signed.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
      const register = async (method: 'client_secret_basic' | 'client_secret_post') => {
        const { client_id, client_secret }: { client_id: string; client_secret: string } = await Object(
          auth.api,
        ).adminCreateOAuthClient({
          headers: new Headers({ cookie: cookies.join('; ') }),
          body: {
            grant_types: ['client_credentials'],
            token_endpoint_auth_method: method,
            client_credentials_scopes: ['read'],
          },
        });
        return { clientId: client_id, clientSecret: client_secret };
      };
      const [basic, post] = [await register('client_secret_basic'), await register('client_secret_post')];
      const { clientId: client_id, clientSecret: client_secret } = post;
      const proofs: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>][] = [
        [{ authorization: `Basic ${btoa(`${basic.clientId}:${basic.clientSecret}`)}` }, {}],
        [{}, { client_id, client_secret }],
      ];
      // As either client: the server speaks about a token to the one whose it is.
      const ask = (what: string, token: string): Promise<readonly unknown[]> =>
        Promise.all(
          proofs.map(async ([headers, proof]) => {
            const form = new URLSearchParams({ token, ...proof });
            const response = await fetch(`${url}/auth/oauth2/${what}`, { method: 'POST', headers, body: form });
            return JSON.parse((await response.text()) || 'null');
          }),
        );
      let granted = 0;
      return {
        listener: listenerOf(async (request) => {
          const response = await auth.handler(request);
          if (response.ok && request.url.endsWith('/oauth2/token')) granted += 1;
          return response;
        }),
        granted: () => granted,
        async revoke(token) {
          await ask('revoke', token);
        },
        accepts: async (token) => (await ask('introspect', token)).some((answer) => Object(answer).active === true),
        client: (method, wrong = false) => {
          const { clientId, clientSecret } = method === 'client_secret_post' ? post : basic;
          const credentials = { clientId, clientSecret: wrong ? 'wrong' : clientSecret };
          return {
            tokenUrl: `${url}/auth/oauth2/token`,
            scope: 'read',
            auth: method === 'client_secret_post' ? clientSecretPost(credentials) : clientSecretBasic(credentials),
          };
        },
      };
    }),
};
