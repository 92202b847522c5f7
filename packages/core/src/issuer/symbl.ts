import { configError, rejectUnknownOptions } from '../errors/config-error.ts';
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

const known = ['appId', 'appSecret', 'baseUrl', 'credentials', 'allowInsecure'];

/**
 * Symbl.ai: `POST {baseUrl}/oauth2/token:generate` with `{ type: 'application', appId, appSecret }`, answered by
 * `{ accessToken, expiresIn }` in seconds (source: Symbl's "Authentication" page). Its tokens are sticky: while one
 * lives, an exchange returns the same token with what is left of it.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for missing or blank credentials, an unusable `baseUrl`, an unknown option;
 * when they come from the environment, at the first use instead
 */
export function symbl(options: SymblOptions = {}): TokenIssuer {
  rejectUnknownOptions('symbl()', options, known);
  const { credentials, allowInsecure = false } = options;
  const given = 'appId' in options || 'appSecret' in options;
  if (credentials !== undefined && given) {
    throw configError('symbl() got both credentials and appId/appSecret: give one of them.');
  }
  if (credentials !== undefined && typeof credentials !== 'function') {
    throw configError('credentials must be a function that returns a promise of { appId, appSecret }: correct it.');
  }
  const fixed = given
    ? checkCredentials({ appId: options.appId, appSecret: options.appSecret }, optionNames)
    : undefined;
  const fixedBase = options.baseUrl === undefined ? undefined : secretUrl('baseUrl', options.baseUrl, allowInsecure);
  const base = (): URL =>
    fixedBase ?? secretUrl('SYMBL_BASE_URL', environment('SYMBL_BASE_URL') ?? 'https://api.symbl.ai', allowInsecure);

  return {
    allowInsecure,
    get origin() {
      return base().origin;
    },
    get apiOrigins() {
      return [base().origin];
    },
    async prepare() {
      const { appId, secret } = fixed ?? (await currentCredentials(credentials));
      const { origin, href } = base();
      return {
        identity: ['symbl', origin, appId],
        secret,
        async exchange(send) {
          const body = await send({
            url: `${href.replace(/\/+$/, '')}/oauth2/token:generate`,
            json: { type: 'application', appId, appSecret: secret.reveal() },
          });
          return parseTokenResponse(body, { accessToken: 'accessToken', expiresIn: 'expiresIn' }, origin);
        },
      };
    },
  };
}

const optionNames = {
  appId: 'appId',
  appSecret: 'appSecret',
  remedy: 'pass it to symbl(), or leave both out to read SYMBL_APP_ID and SYMBL_APP_SECRET',
};
const variableNames = {
  appId: 'SYMBL_APP_ID',
  appSecret: 'SYMBL_APP_SECRET',
  remedy: 'set the variable, or pass appId and appSecret to symbl()',
};
const functionNames = { appId: 'appId', appSecret: 'appSecret', remedy: 'return it from credentials()' };

async function currentCredentials(
  credentials: SymblOptions['credentials'],
): Promise<{ readonly appId: string; readonly secret: Secret }> {
  if (credentials !== undefined) return checkCredentials(await credentials(), functionNames);
  return checkCredentials(
    { appId: environment('SYMBL_APP_ID'), appSecret: environment('SYMBL_APP_SECRET') },
    variableNames,
  );
}

function checkCredentials(
  given: { readonly appId?: unknown; readonly appSecret?: unknown },
  names: typeof optionNames,
): { readonly appId: string; readonly secret: Secret } {
  const { appId, appSecret } = given;
  if (typeof appId !== 'string' || appId.trim() === '') {
    throw configError(`${names.appId} is missing or blank: ${names.remedy}.`);
  }
  if (typeof appSecret !== 'string' || appSecret.trim() === '') {
    throw configError(`${names.appSecret} is missing or blank: ${names.remedy}.`);
  }
  return { appId, secret: new Secret(appSecret) };
}

/** An environment variable, wherever there is an environment. An empty one is absent. */
function environment(name: string): string | undefined {
  return globalThis.process?.env?.[name] || undefined;
}
