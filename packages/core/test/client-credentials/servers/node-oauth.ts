import OAuth2Server from '@node-oauth/oauth2-server';
import { clientSecretBasic, clientSecretPost } from '../../../src/index.ts';
import { awkwardSecret, listenerOf, serve, type StartableServer } from './authorization-server.ts';

const clientId = 'client:one';

/** `@node-oauth/oauth2-server`, which reads Basic without decoding it: an awkward secret needs `encoding: 'raw'`. */
export const nodeOauth: StartableServer = {
  name: '@node-oauth/oauth2-server',
  methods: ['client_secret_basic, raw', 'client_secret_post'],
  lifetimeMs: 60_000,
  start: () =>
    serve((url) => {
      const tokens = new Map<string, OAuth2Server.Token>();
      let granted = 0;
      const server = new OAuth2Server({
        accessTokenLifetime: 60,
        model: {
          getClient: async (id: string, secret: string) =>
            [clientId, 'client'].includes(id) && secret === awkwardSecret
              ? { id, grants: ['client_credentials'] }
              : null,
          getUserFromClient: async () => ({}),
          async saveToken(token, client, user) {
            const saved = { ...token, client, user };
            tokens.set(token.accessToken, saved);
            granted += 1;
            return saved;
          },
          getAccessToken: async (token: string) => tokens.get(token),
        } as OAuth2Server.ClientCredentialsModel,
      });
      return {
        granted: () => granted,
        async revoke(token) {
          tokens.delete(token);
        },
        async accepts(token) {
          const request = { headers: { authorization: `Bearer ${token}` }, method: 'GET', query: {} };
          const response = new OAuth2Server.Response({ headers: {} });
          return server.authenticate(new OAuth2Server.Request(request), response).then(
            () => true,
            () => false,
          );
        },
        client: (method, wrong = false) => {
          const clientSecret = wrong ? 'wrong' : awkwardSecret;
          return {
            tokenUrl: `${url}/token`,
            auth:
              method === 'client_secret_post'
                ? clientSecretPost({ clientId, clientSecret })
                : clientSecretBasic({ clientId: 'client', clientSecret }, { encoding: 'raw' }),
          };
        },
        listener: listenerOf(async (incoming) => {
          const body = Object.fromEntries(new URLSearchParams(await incoming.text()));
          const headers = Object.fromEntries(incoming.headers);
          const request = new OAuth2Server.Request({ headers, method: incoming.method, query: {}, body });
          const response = new OAuth2Server.Response({ headers: {} });
          await server.token(request, response).catch(() => undefined);
          return Response.json(response.body, { status: response.status ?? 500, headers: response.headers ?? {} });
        }),
      };
    }),
};
