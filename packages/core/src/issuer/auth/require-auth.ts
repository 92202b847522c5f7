import { configError } from '../../errors/config-error.ts';
import type { ClientAuthentication } from './client-authentication.ts';

/** @throws TokenError `ERR_TOKEN_CONFIG` for what proves no client */
export function requireAuth(auth: ClientAuthentication): ClientAuthentication {
  const { prepare, optionNames }: Partial<ClientAuthentication> = Object(auth);
  if (typeof prepare === 'function' && typeof optionNames === 'string') return auth;
  throw configError(
    'auth must say how the client proves who it is: pass clientSecretBasic({ clientId, clientSecret }), or another.',
  );
}
