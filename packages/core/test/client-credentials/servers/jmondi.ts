import { AuthorizationServer, DateInterval, JwtService, type OAuthToken } from '@jmondi/oauth2-server';
import { handleVanillaError, requestFromVanilla, responseToVanilla } from '@jmondi/oauth2-server/vanilla';
import { clientSecretBasic, clientSecretPost } from '../../../src/index.ts';
import { listenerOf, serve, type StartableServer } from './authorization-server.ts';

const clientId = 'client';
/** With what form-encoding changes, but no colon: the server splits Basic at each. */
const secret = 'Zm9v+bar/baz== &%';

/** `@jmondi/oauth2-server`, whose tokens are JWTs; it reads Basic without decoding it, too. */
export const jmondi: StartableServer = {
  name: '@jmondi/oauth2-server',
  methods: ['client_secret_basic, raw', 'client_secret_post'],
  lifetimeMs: 60_000,
  start: () =>
    serve((url) => {
      const jwt = new JwtService('a key of the server');
      const tokens = new Map<string, OAuthToken>();
      let granted = 0;
      const client = {
        id: clientId,
        name: clientId,
        secret,
        redirectUris: [],
        allowedGrants: ['client_credentials' as const],
        scopes: [],
      };
      const server = new AuthorizationServer(
        {
          getByIdentifier: async () => client,
          isClientValid: async (_grant, { secret }, given) => secret === given,
        },
        {
          issueToken: async (of, scopes) => ({
            accessToken: crypto.randomUUID(),
            accessTokenExpiresAt: new DateInterval('1m').getEndDate(),
            client: of,
            scopes,
          }),
          issueRefreshToken: async (token) => token,
          async persist(token) {
            tokens.set(token.accessToken, token);
            granted += 1;
          },
          async revoke({ accessToken }) {
            tokens.delete(accessToken);
          },
          isRefreshTokenRevoked: async () => true,
          getByRefreshToken: async () => Promise.reject(new Error('no refresh tokens here')),
        },
        { getAllByIdentifiers: async () => [], finalize: async (scopes) => scopes },
        jwt,
      );
      server.enableGrantType('client_credentials', new DateInterval('1m'));
      const verified = async (token: string): Promise<string | undefined> =>
        jwt.verify(token).then(
          ({ jti }) => String(jti),
          () => undefined,
        );
      return {
        granted: () => granted,
        async revoke(token) {
          tokens.delete((await verified(token)) ?? '');
        },
        accepts: async (token) => tokens.has((await verified(token)) ?? ''),
        client: (method, wrong = false) => {
          const credentials = { clientId, clientSecret: wrong ? 'wrong' : secret };
          const auth =
            method === 'client_secret_post'
              ? clientSecretPost(credentials)
              : clientSecretBasic(credentials, { encoding: 'raw' });
          return { tokenUrl: `${url}/token`, auth };
        },
        listener: listenerOf(async (request) => {
          try {
            return responseToVanilla(await server.respondToAccessTokenRequest(await requestFromVanilla(request)));
          } catch (error) {
            return responseToVanilla(handleVanillaError(error));
          }
        }),
      };
    }),
};
