import type { Answer } from '../answer.ts';
import type { StickyIssuer } from '../issuer/sticky-issuer.ts';
import { refuse } from './refuse.ts';

const REALM = 'Bearer realm="tokenkeep-mock"';

/** @returns whose token it is, or the 401 for a missing, wrong, expired or revoked one (RFC 6750 §3) */
export function checkBearer(
  authorization: string | undefined,
  issuer: StickyIssuer,
): { readonly appId: string } | Answer {
  const token = /^bearer +([^ ]+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) {
    return challenge(REALM, 'A bearer token is required.');
  }
  const standing = issuer.standing(token);
  if (standing?.verdict === 'valid') return { appId: standing.appId };
  const message = `The access token is ${standing?.verdict ?? 'not known'}.`;
  return challenge(`${REALM}, error="invalid_token", error_description="${message}"`, message);
}

function challenge(authenticate: string, message: string): Answer {
  return { ...refuse({ status: 401, message }), headers: { 'www-authenticate': authenticate } };
}
