import { systemClock } from '../concurrency/clock.ts';
import { configError, requireFlag } from '../errors/config-error.ts';
import { readOptions } from '../errors/read-options.ts';
import { secretUrl } from '../http/allowed-origin.ts';
import { environment } from '../http/environment.ts';
import { checkGrant } from '../token/parse-token-response.ts';
import { secondsOf } from '../token/read-life.ts';
import { requireCredential } from './credential.ts';
import { endpointIssuer } from './endpoint-issuer.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A Symbl.ai application's credentials. */
export interface SymblCredentials {
  /** The application's id. */
  readonly appId: string;
  /** The application's secret. */
  readonly appSecret: string;
}

/** Options of {@link symbl}. */
export interface SymblOptions {
  /** The application's id. Default: `SYMBL_APP_ID`, read at first use; then leave out `appSecret` too. */
  readonly appId?: string | undefined;
  /** The application's secret. Default: `SYMBL_APP_SECRET`, read at first use. */
  readonly appSecret?: string | undefined;
  /** The server, with a path if it has one. Default: `SYMBL_BASE_URL`, read once at first use, else `https://api.symbl.ai`. */
  readonly baseUrl?: string | undefined;
  /** Instead of `appId` and `appSecret`: called before each exchange, so that a rotated secret needs no restart. */
  readonly credentials?: (() => Promise<SymblCredentials>) | undefined;
  /** Allows the secret to be sent over plain http to another machine. Default: false. */
  readonly allowInsecure?: boolean | undefined;
}

const optionNames = { credentials: 'appId and appSecret', url: 'baseUrl' };

/**
 * The issuer for Symbl.ai: `POST {baseUrl}/oauth2/token:generate` with `{ type: 'application', appId, appSecret }`. The answer
 * is `{ accessToken, expiresIn }`, in seconds (source: Symbl's "Authentication" page). Symbl is sticky: while a token is
 * valid, an exchange returns the same token with the time that is left.
 *
 * @throws TokenError `ERR_TOKEN_CONFIG` for missing or blank credentials, an unusable `baseUrl` or an unknown option. For
 * values from the environment the first `getToken` rejects with it
 */
export function symbl(options: SymblOptions = {}): TokenIssuer {
  const names = ['appId', 'appSecret', 'baseUrl', 'credentials', 'allowInsecure'] as const;
  const own = readOptions<SymblOptions>('symbl()', options, names);
  const { baseUrl, allowInsecure } = own;
  requireFlag('allowInsecure', allowInsecure);
  const credentials = credentialsOf(own);
  const at = (option: string, url: string): TokenIssuer => {
    const base = secretUrl(option, url, allowInsecure).href.replace(/\/+$/, '');
    const { origin } = new URL(base);
    return {
      apiOrigins: [origin],
      apiBaseUrl: base,
      allowInsecure,
      ...endpointIssuer({
        origin,
        optionNames,
        identity: ['symbl()', base],
        clock: systemClock,
        read: typeof credentials === 'function' ? credentials : () => credentials,
        request: ({ appId, appSecret }) => ({
          url: `${base}/oauth2/token:generate`,
          method: 'POST',
          json: { type: 'application', appId, appSecret },
        }),
        readAnswer({ body }, endpoint) {
          const { accessToken, expiresIn }: { accessToken?: unknown; expiresIn?: unknown } = Object(body);
          return checkGrant({ accessToken, expiresInMs: secondsOf(expiresIn) }, endpoint);
        },
      }),
    };
  };
  if (baseUrl !== undefined) return at('baseUrl', baseUrl);

  let made: TokenIssuer | undefined;
  const issuer = (): TokenIssuer =>
    (made ??= at('SYMBL_BASE_URL', environment('SYMBL_BASE_URL') ?? 'https://api.symbl.ai'));
  return {
    get origin() {
      return issuer().origin;
    },
    get apiOrigins() {
      return issuer().apiOrigins;
    },
    get apiBaseUrl() {
      return issuer().apiBaseUrl;
    },
    allowInsecure,
    optionNames,
    prepare: async () => issuer().prepare(),
  };
}

/** The credentials as the endpoint takes them: the pair, or a function of it. */
function credentialsOf(options: SymblOptions): SymblCredentials | (() => Promise<SymblCredentials>) {
  const { credentials, appId, appSecret } = options;
  const given = 'appId' in options || 'appSecret' in options;
  if (credentials === undefined)
    return given ? filled({ appId, appSecret }) : async () => filled(fromEnvironment(), variables);
  if (!given && typeof credentials === 'function') {
    return async () => filled(requireObject(await credentials()), undefined, 'let credentials() give both');
  }
  throw configError('credentials must be a function, and stand without appId and appSecret: correct it.');
}

/** @throws TokenError for what no credentials can be read from */
function requireObject<Given>(given: Given): Given {
  if (Object(given) === given) return given;
  throw configError('credentials() must give an object with appId and appSecret: correct it.');
}

/** What may still be missing. */
type Unchecked = { readonly [name in keyof SymblCredentials]?: string | undefined };

const variables = ['SYMBL_APP_ID', 'SYMBL_APP_SECRET'] as const;

function fromEnvironment(): Unchecked {
  return { appId: environment(variables[0]), appSecret: environment(variables[1]) };
}

/** @param names what the two are called where they come from */
function filled(
  pair: Unchecked,
  names: readonly [string, string] = ['appId', 'appSecret'],
  remedy: string = `pass appId and appSecret to symbl(), or neither and set ${variables.join(' and ')}`,
): SymblCredentials {
  return {
    appId: requireCredential(names[0], pair.appId, remedy),
    appSecret: requireCredential(names[1], pair.appSecret, remedy),
  };
}
