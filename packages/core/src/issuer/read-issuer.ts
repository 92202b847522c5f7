import type { TokenIssuer } from './token-issuer.ts';

/**
 * An issuer as the client uses it: what is optional counts when the issuer or its class has it, and not when something
 * else in the process has put it on `Object.prototype`, where it could send the secret elsewhere.
 */
export function readIssuer(issuer: TokenIssuer): TokenIssuer {
  const own = <Name extends keyof TokenIssuer>(name: Name): TokenIssuer[Name] | undefined => {
    // Not by instanceof, which fails for an issuer of another realm, such as a test runner's.
    for (let at: object | null = issuer; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      if (Object.hasOwn(at, name)) return issuer[name];
    }
    return undefined;
  };
  const present = own('present');
  return Object.assign(
    Object.create(null, {
      origin: { get: () => issuer.origin },
      apiOrigins: { get: () => issuer.apiOrigins },
      endpointOrigins: { get: () => own('endpointOrigins') },
      apiBaseUrl: { get: () => own('apiBaseUrl') },
      allowInsecure: { get: () => own('allowInsecure') },
      optionNames: { get: () => own('optionNames') },
      prepare: { value: () => issuer.prepare() },
    }),
    present === undefined ? {} : { present: present.bind(issuer) },
  );
}
