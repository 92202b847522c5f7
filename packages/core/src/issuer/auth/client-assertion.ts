import { configError } from '../../errors/config-error.ts';
import { readOptions } from '../../errors/read-options.ts';
import { requireCredential } from '../credential.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { jwtAssertionType } from './jwt-assertion-type.ts';
import { sealingSecretOf } from './sealing-secret.ts';

/** Options of {@link clientAssertion}. */
export interface ClientAssertionOptions {
  /** The client's id. Leave it out if the assertion says who the client is. */
  readonly clientId?: string | undefined;
  /** Returns the assertion that somebody else signed. Called before each exchange; white space around it is removed. */
  readonly assertion: () => string | Promise<string>;
  /** The `client_assertion_type`. Default: that of a JWT (RFC 7523 §2.2). */
  readonly assertionType?: string | undefined;
  /**
   * What cache entries are encrypted with: at least 32 random characters, the same in all processes that share the cache. It
   * needs a `clientId`, which tells the entries apart. Default: none, and then no cache is used.
   */
  readonly sealingSecret?: string | undefined;
}

/**
 * Client authentication with an assertion of somebody else (RFC 7521 §4.2): a file of Kubernetes or SPIFFE, GitHub's OIDC, a
 * key service.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` naming what is missing or cannot work
 */
export function clientAssertion(options: ClientAssertionOptions): ClientAuthentication {
  const known = ['clientId', 'assertion', 'assertionType', 'sealingSecret'] as const;
  const {
    clientId,
    assertion,
    assertionType = jwtAssertionType,
    sealingSecret,
  } = readOptions<ClientAssertionOptions>('clientAssertion()', options, known);
  if (clientId !== undefined) requireCredential('clientId', clientId);
  if (typeof assertion !== 'function') throw configError('assertion must be a function that gives it: pass one.');
  requireCredential('assertionType', assertionType);
  const secret = sealingSecretOf(sealingSecret);
  if (secret !== undefined && clientId === undefined) {
    // The assertion alone says who is meant, and it changes: two clients would find each other's tokens.
    throw configError('sealingSecret needs a clientId, by which entries of the cache are told apart: pass it.');
  }
  return {
    optionNames: clientId === undefined ? 'assertion' : 'clientId and assertion',
    async prepare() {
      const text: unknown = await assertion();
      const current = requireCredential(
        'assertion',
        typeof text === 'string' ? text.trim() : text,
        'see what its function gives',
      );
      return {
        identity: ['client_assertion', assertionType, clientId ?? ''],
        secret,
        prove: () => ({
          params: [
            ...(clientId === undefined ? [] : [['client_id', clientId] as const]),
            ['client_assertion_type', assertionType],
            ['client_assertion', current],
          ],
        }),
      };
    },
  };
}
