import { configError } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { secretUrl } from '../http/allowed-origin.ts';
import { parseTokenResponse } from '../token/parse-token-response.ts';
import { Secret } from '../token/secret.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A Symbl.ai application's credentials. */
export interface SymblCredentials {
  readonly appId: string;
  readonly appSecret: string;
}

/** Options of {@link symbl}. */
export interface SymblOptions {
  /** Default: `SYMBL_APP_ID`, read at first use; then `appSecret` must be left out as well. */
  readonly appId?: string | undefined;
  /** Default: `SYMBL_APP_SECRET`, read at first use. */
  readonly appSecret?: string | undefined;
  /** Default: `SYMBL_BASE_URL`, read at first use, else `https://api.symbl.ai`. */
  readonly baseUrl?: string | undefined;
  /** Read before each exchange, instead of `appId` and `appSecret`: a rotated secret needs no restart. */
  readonly credentials?: (() => Promise<SymblCredentials>) | undefined;
  /** Lets the secret travel over plain http to another machine. Default: false. */
  readonly allowInsecure?: boolean | undefined;
}

const names = { credentials: 'appId and appSecret', url: 'baseUrl' };
const variables = ['SYMBL_APP_ID', 'SYMBL_APP_SECRET'] as const;

/**
 * Symbl.ai: `POST {baseUrl}/oauth2/token:generate` with `{ type: 'application', appId, appSecret }`, answered by
 * `{ accessToken, expiresIn }` in seconds (source: Symbl's "Authentication" page). Its tokens are sticky: while one
 * lives, an exchange returns the same token with what is left of it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for missing or blank credentials, an unusable `baseUrl`, an unknown option;
 * when they come from the environment, at the first use instead
 */
export function symbl(from: SymblOptions = {}): TokenIssuer {
  const options = readOptions('symbl()', from, ['appId', 'appSecret', 'baseUrl', 'credentials', 'allowInsecure']);
  const { credentials, allowInsecure = false } = options;
  const given = 'appId' in options || 'appSecret' in options;
  if (credentials !== undefined && (given || typeof credentials !== 'function')) {
    throw configError('credentials must be a function, and stand without appId and appSecret: correct it.');
  }
  const fixed = given ? pair(options.appId, options.appSecret) : undefined;
  const fixedBase = options.baseUrl === undefined ? undefined : secretUrl('baseUrl', options.baseUrl, allowInsecure);
  const base = (): URL =>
    fixedBase ?? secretUrl('SYMBL_BASE_URL', environment('SYMBL_BASE_URL') ?? 'https://api.symbl.ai', allowInsecure);
  const current = async (): Promise<Pair> => {
    if (fixed !== undefined) return fixed;
    if (credentials === undefined) return pair(environment(variables[0]), environment(variables[1]), variables);
    const { appId, appSecret } = await credentials();
    return pair(appId, appSecret);
  };

  return {
    allowInsecure,
    optionNames: names,
    get origin() {
      return base().origin;
    },
    get apiOrigins() {
      return [base().origin];
    },
    get apiBaseUrl() {
      return base().href.replace(/\/+$/, '');
    },
    async prepare() {
      // First, so that nobody waits for credentials() to learn that there is nowhere to send them.
      const { origin, href } = base();
      const { appId, secret } = await current();
      return {
        identity: ['symbl', origin, appId],
        secret,
        async exchange(send) {
          const { body } = await send({
            url: `${href.replace(/\/+$/, '')}/oauth2/token:generate`,
            json: { type: 'application', appId, appSecret: secret.reveal() },
          });
          return parseTokenResponse(body, { accessToken: 'accessToken', expiresIn: 'expiresIn' }, { origin, names });
        },
      };
    },
  };
}

interface Pair {
  readonly appId: string;
  readonly secret: Secret;
}

/** @param names what the two are called where they come from */
function pair(appId: unknown, appSecret: unknown, names: readonly [string, string] = ['appId', 'appSecret']): Pair {
  return { appId: filled(names[0], appId), secret: new Secret(filled(names[1], appSecret)) };
}

function filled(name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw configError(
    `${name} is missing or blank: pass appId and appSecret to symbl(), or neither and set ${variables.join(' and ')}.`,
  );
}

/** An environment variable, wherever there is an environment. An empty one is absent. */
function environment(name: string): string | undefined {
  return globalThis.process?.env?.[name] || undefined;
}
