import { KeyObject, verify } from 'node:crypto';
import {
  Events,
  OAuth2Issuer,
  OAuth2Service,
  type MutableResponse,
  type MutableToken,
  type TokenRequestIncomingMessage,
} from 'oauth2-mock-server';
import { clientSecretBasic, clientSecretPost, privateKeyJwt, type ClientAuthentication } from '../../../src/index.ts';
import { awkwardSecret, serve, type StartableServer } from './authorization-server.ts';

const clientId = 'client';

const make = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
/** The key that the server knows of its client. */
export const keys: CryptoKeyPair = await make();
/** One that it does not know. */
export const otherKeys: CryptoKeyPair = await make();

/** `oauth2-mock-server`, whose tokens are JWTs that it signs; it lets everybody in, so that the test asks for the proof. */
export const oauth2MockServer: StartableServer = {
  name: 'oauth2-mock-server',
  methods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  lifetimeMs: 3_600_000,
  start: () =>
    serve(async (url) => {
      const issuer = new OAuth2Issuer();
      issuer.url = url;
      const { kid } = await issuer.keys.generate('RS256');
      const service = new OAuth2Service(issuer);
      const alive = new Set<string>();
      let granted = 0;
      service.on(Events.BeforeTokenSigning, ({ payload }: MutableToken) => {
        payload['jti'] = crypto.randomUUID();
      });
      service.on(Events.BeforeResponse, (response: MutableResponse, request: TokenRequestIncomingMessage) => {
        if (!proves(request, keys.publicKey)) {
          Object.assign(response, { statusCode: 401, body: { error: 'invalid_client' } });
          return;
        }
        granted += 1;
        alive.add(Object(response.body).access_token);
      });
      const jwk = issuer.keys.get(kid);
      const publicKey = await crypto.subtle.importKey(
        'jwk',
        { kty: 'RSA', n: String(Object(jwk).n), e: String(Object(jwk).e) },
        { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
        true,
        ['verify'],
      );
      return {
        listener: service.requestHandler,
        granted: () => granted,
        async revoke(token) {
          alive.delete(token);
        },
        async accepts(token) {
          const [header, claims = '', signature = ''] = token.split('.');
          if (!alive.has(token)) return false;
          const { exp }: { exp: number } = JSON.parse(Buffer.from(claims, 'base64url').toString());
          const signed = Buffer.from(`${header}.${claims}`);
          const valid = verify('sha256', signed, KeyObject.from(publicKey), Buffer.from(signature, 'base64url'));
          return valid && exp * 1000 > Date.now();
        },
        client: (method, wrong = false) => {
          const secret = { clientId, clientSecret: wrong ? 'wrong' : awkwardSecret };
          const auths: Record<string, () => ClientAuthentication> = {
            client_secret_basic: () => clientSecretBasic(secret),
            client_secret_post: () => clientSecretPost(secret),
            private_key_jwt: () => privateKeyJwt({ clientId, key: (wrong ? otherKeys : keys).privateKey }),
          };
          const auth = auths[method]?.() ?? clientSecretBasic(secret);
          return { issuer: url, auth, scope: ['urn:first', 'urn:second'] };
        },
      };
    }),
};

function proves({ headers, body }: TokenRequestIncomingMessage, publicKey: CryptoKey): boolean {
  const {
    client_id,
    client_secret,
    client_assertion,
    assertion = client_assertion,
  }: Record<string, unknown> = { ...body };
  if (typeof assertion === 'string') {
    const [header, claims, signature = ''] = assertion.split('.');
    const key = { key: KeyObject.from(publicKey), dsaEncoding: 'ieee-p1363' } as const;
    return verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'));
  }
  if (client_secret !== undefined) return client_id === clientId && client_secret === awkwardSecret;
  const [id, secret] = atob(headers.authorization?.replace('Basic ', '') ?? '').split(':');
  const encoded = new URLSearchParams(`id=${id}&secret=${secret}`);
  return encoded.get('id') === clientId && encoded.get('secret') === awkwardSecret;
}
