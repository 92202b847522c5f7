import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type ClientMetadata } from 'oidc-provider';

/** panva's oidc-provider on loopback, with one client per way to authenticate. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly url: string;
  /** How many token requests it has answered well. */
  readonly granted: () => number;
  /** Whether the server itself finds the token active (RFC 7662). */
  isActive(token: string): Promise<boolean>;
}

/** A secret with what form-encoding has to change (RFC 6749 §2.3.1). */
export const awkwardSecret = 'canary: s%cret+with/slash & more';

/** Starts it. @param publicKey what verifies the assertions of the client `jwt` */
export async function startAuthorizationServer(publicKey: JsonWebKey): Promise<AuthorizationServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const shared = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'read write' };
  const clients = [
    {
      ...shared,
      client_id: 'basic:client',
      client_secret: awkwardSecret,
      token_endpoint_auth_method: 'client_secret_basic',
    },
    { ...shared, client_id: 'post', client_secret: awkwardSecret, token_endpoint_auth_method: 'client_secret_post' },
    {
      ...shared,
      client_id: 'jwt',
      jwks: { keys: [{ ...publicKey, kid: 'key-1' }] },
      token_endpoint_auth_method: 'private_key_jwt',
    },
  ] as ClientMetadata[];
  const provider = new Provider(url, {
    clients,
    scopes: ['read', 'write', 'admin'],
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      devInteractions: { enabled: false },
    },
    ttl: { ClientCredentials: 600 },
  });
  let granted = 0;
  provider.on('grant.success', () => {
    granted += 1;
  });
  server.on('request', provider.callback());
  return {
    url,
    granted: () => granted,
    async isActive(token) {
      const response = await fetch(`${url}/token/introspection`, {
        method: 'POST',
        body: new URLSearchParams({ token, client_id: 'post', client_secret: awkwardSecret }),
      });
      const { active }: { active?: unknown } = Object(await response.json());
      return active === true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
