import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TLSSocket } from 'node:tls';
import { Provider, type ClientMetadata, type Configuration } from 'oidc-provider';
import { Agent, fetch as undiciFetch } from 'undici';
import {
  clientSecretBasic,
  clientSecretPost,
  privateKeyJwt,
  tlsClientAuth,
  type ClientAuthentication,
  type TokenClientOptions,
} from '../../../src/index.ts';
import { hasOpenssl, makeCertificates, type Certificates } from '../../certificates.ts';
import { awkwardSecret, serve, type StartableServer } from './authorization-server.ts';

/** The two keys of the client, and one that the server does not know. */
export const keys: Readonly<Record<'private_key_jwt' | 'private_key_jwt, RSA', KeyPairKeyObjectResult>> = {
  private_key_jwt: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'private_key_jwt, RSA': generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const shared = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope: 'read write' };
const secret = { client_secret: awkwardSecret };
const jwks = {
  keys: Object.entries(keys).map(([kid, { publicKey }]) => Object.assign(publicKey.export({ format: 'jwk' }), { kid })),
};
const clients = [
  { ...shared, ...secret, client_id: 'basic:client', token_endpoint_auth_method: 'client_secret_basic' },
  { ...shared, ...secret, client_id: 'post', token_endpoint_auth_method: 'client_secret_post' },
  { ...shared, client_id: 'jwt', jwks, token_endpoint_auth_method: 'private_key_jwt' },
];
const tlsClient = {
  ...shared,
  client_id: 'tls',
  token_endpoint_auth_method: 'tls_client_auth',
  tls_client_auth_san_dns: 'other.example',
};

const configuration: Configuration = {
  scopes: ['read', 'write', 'admin'],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    devInteractions: { enabled: false },
  },
  ttl: { ClientCredentials: 60 },
};

/** panva's oidc-provider, found by its metadata. */
export const oidcProvider: StartableServer = {
  name: "panva's oidc-provider",
  methods: ['client_secret_basic', 'client_secret_post', ...Object.keys(keys)],
  lifetimeMs: 60_000,
  start: () =>
    serve((url) => {
      const provider = new Provider(url, { ...configuration, clients: clients as ClientMetadata[] });
      return {
        ...watched(provider),
        client: (method, wrong = false) => {
          const clientSecret = wrong ? 'wrong' : awkwardSecret;
          const key = (kid: keyof typeof keys): ClientAuthentication => {
            const pem = (wrong ? otherKey : keys[kid]).privateKey.export({ type: 'pkcs8', format: 'pem' });
            return privateKeyJwt({ clientId: 'jwt', key: String(pem), keyId: kid });
          };
          const auths: Record<string, () => ClientAuthentication> = {
            client_secret_basic: () => clientSecretBasic({ clientId: 'basic:client', clientSecret }),
            private_key_jwt: () => key('private_key_jwt'),
            'private_key_jwt, RSA': () => key('private_key_jwt, RSA'),
          };
          const auth = auths[method]?.() ?? clientSecretPost({ clientId: 'post', clientSecret });
          return { issuer: url, scope: 'read', auth };
        },
      };
    }),
};

/** The same over TLS, whose client is known by its certificate (RFC 8705 §2.1). */
export const oidcProviderOverTls: StartableServer = {
  name: "panva's oidc-provider over TLS",
  methods: hasOpenssl() ? ['tls_client_auth'] : [],
  lifetimeMs: 60_000,
  async start() {
    const certificates = makeCertificates();
    const ca = readFileSync(certificates.authorityFile, 'utf8');
    const server = await serve(
      (url) => {
        const provider = new Provider(url, {
          ...configuration,
          clients: [tlsClient as ClientMetadata],
          clientAuthMethods: ['tls_client_auth'],
          features: {
            ...configuration.features,
            mTLS: {
              enabled: true,
              tlsClientAuth: true,
              getCertificate: ({ req }) => (req.socket as TLSSocket).getPeerX509Certificate()?.toString(),
              certificateAuthorized: ({ req }) => (req.socket as TLSSocket).authorized,
              certificateSubjectMatches: ({ req }, _property, expected) =>
                (req.socket as TLSSocket).getPeerCertificate().subjectaltname === `DNS:${expected}`,
            },
          },
        });
        return {
          ...watched(provider),
          fetch: (wrong = false) => fetchAs(wrong ? certificates.selfSigned : certificates.wrongName, ca),
          client: () => ({ issuer: url, scope: 'read', auth: tlsClientAuth({ clientId: 'tls' }) }),
        };
      },
      { ...certificates.valid, ca, requestCert: true, rejectUnauthorized: false },
    );
    return {
      ...server,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        certificates[Symbol.dispose]();
      },
    };
  },
};

/** What the server itself knows of its tokens. */
function watched(provider: Provider) {
  let granted = 0;
  provider.on('grant.success', () => {
    granted += 1;
  });
  const find = (token: string) => provider.ClientCredentials.find(token);
  return {
    listener: provider.callback(),
    granted: () => granted,
    accepts: async (token: string) => (await find(token))?.isValid === true,
    async revoke(token: string) {
      await (await find(token))?.destroy();
    },
  };
}

/** undici's own fetch, whose connections present a certificate. */
function fetchAs(certificate: Certificates['valid'], ca: string): NonNullable<TokenClientOptions['fetch']> {
  const dispatcher = new Agent({ connect: { ca, ...certificate } });
  return (url, init) => undiciFetch(url, { ...init, dispatcher });
}
