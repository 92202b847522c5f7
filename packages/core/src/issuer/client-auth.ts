import { systemClock } from '../concurrency/clock.ts';
import { configError } from '../errors/config-error.ts';
import { Secret } from '../token/secret.ts';
import { signClientAssertion, signing } from './client-assertion.ts';
import type { ClientAuthMethod, ClientCredentialsOptions } from './client-credentials.ts';

/** A client that can prove who it is. */
export interface ClientAuth {
  readonly clientId: string;
  /** What the cache is sealed with. */
  readonly secret: Secret;
  /** What one request carries as the proof. */
  prove(): Promise<ClientProof>;
}

/** Headers and body parameters of a request. */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>;
  readonly params: readonly (readonly [string, string])[];
}

/** @param audience the default `aud` of an assertion */
export async function clientAuth(
  method: ClientAuthMethod,
  options: Partial<ClientCredentialsOptions>,
  audience: string,
): Promise<ClientAuth> {
  const {
    clientId = '',
    privateKey,
    keyId,
    assertionAudience = audience,
    sealingSecret,
    clock = systemClock,
  } = options;
  if (method === 'private_key_jwt' && privateKey !== undefined) {
    // Before anything is sent, the question for the metadata too.
    signing(privateKey);
    if (sealingSecret !== undefined && !(typeof sealingSecret === 'string' && sealingSecret.trim() !== '')) {
      throw configError('sealingSecret must be a string that is not blank: give a secret one, or leave it out.');
    }
    return {
      clientId,
      secret: new Secret(sealingSecret ?? (await exported(privateKey))),
      async prove() {
        const issuedAt = Math.floor(clock.now() / 1000);
        const assertion = await signClientAssertion({
          clientId,
          privateKey,
          keyId,
          audience: assertionAudience,
          issuedAt,
        });
        return {
          headers: {},
          params: [
            ['client_id', clientId],
            ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
            ['client_assertion', assertion],
          ],
        };
      },
    };
  }
  const secret = new Secret(options.clientSecret ?? '');
  return {
    clientId,
    secret,
    async prove() {
      if (method === 'client_secret_post') {
        return {
          headers: {},
          params: [
            ['client_id', clientId],
            ['client_secret', secret.reveal()],
          ],
        };
      }
      const authorization = `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(secret.reveal())}`)}`;
      return { headers: { authorization }, params: [] };
    },
  };
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function formEncoded(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1);
}

async function exported(key: CryptoKey): Promise<string> {
  if (!key.extractable) return globalThis.crypto.randomUUID() + globalThis.crypto.randomUUID();
  const { d = '' } = await globalThis.crypto.subtle.exportKey('jwk', key);
  return d;
}
