import type { TokenClientOptions } from '@tokenkeep/core';
import { openRedisCache } from './cache/open-redis-cache.ts';
import { redisUrl } from './cache/redis-url.ts';
import type { CommonOptions } from './common-options.ts';
import { byVariable } from './issuer/by-variable.ts';
import { chooseIssuer, type IssuerChoice } from './issuer/choose-issuer.ts';
import { givenSettings } from './issuer/given-settings.ts';
import { namedIssuer } from './issuer/named-issuer.ts';
import { oauthIssuer } from './issuer/oauth-issuer.ts';
import { readConfig } from './issuer/read-config.ts';
import { symblIssuer } from './issuer/symbl-issuer.ts';

/** What a command works with. */
export interface ClientSetUp {
  readonly kind: IssuerChoice['kind'];
  readonly options: TokenClientOptions;
  /** Where tokens are shared; `own`: as `--config` says. */
  readonly cached: 'files' | 'redis' | 'own';
  /** Lets go of Redis, if it was used. */
  readonly close: () => void;
}

/** Puts together the options of the client: who is asked, and where tokens are shared. Nothing is asked yet. */
export async function clientOptions(given: CommonOptions): Promise<ClientSetUp> {
  const choice = chooseIssuer(givenSettings(given, process.env));
  const options = await issuerOptions(choice);
  const { cache, cached, close } = await openCache(given, options.cache);
  const { timeout } = given;
  return {
    kind: choice.kind,
    options: { ...options, cache, ...(timeout !== undefined && { timeoutMs: timeout }) },
    cached,
    close,
  };
}

async function issuerOptions(choice: IssuerChoice): Promise<TokenClientOptions> {
  if (choice.kind === 'config') return readConfig(choice.file);
  try {
    return optionsByVariables(choice);
  } catch (error) {
    throw byVariable(error, choice.kind);
  }
}

function optionsByVariables({ kind, values }: Exclude<IssuerChoice, { readonly kind: 'config' }>): TokenClientOptions {
  if (kind === 'symbl') {
    const names = { credentials: 'SYMBL_APP_ID and SYMBL_APP_SECRET', url: 'SYMBL_BASE_URL' };
    return { issuer: namedIssuer(symblIssuer(values), kind, names) };
  }
  const url = values.OAUTH_ISSUER === undefined ? 'OAUTH_TOKEN_URL' : 'OAUTH_ISSUER';
  const credentials = 'OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET and OAUTH_AUTH_METHOD';
  return { issuer: namedIssuer(oauthIssuer(values), kind, { credentials, url }) };
}

/** Redis where it was asked for, else the cache of `--config`, else files. */
async function openCache(
  { cacheDir, redis }: CommonOptions,
  configured: TokenClientOptions['cache'],
): Promise<Pick<ClientSetUp, 'cached' | 'close'> & Pick<TokenClientOptions, 'cache'>> {
  const url = redisUrl(redis, process.env);
  if (url !== undefined) return { ...(await openRedisCache(url)), cached: 'redis' };
  if (configured !== undefined && cacheDir === undefined) {
    return { cache: configured, cached: 'own', close: () => undefined };
  }
  const { fileCache } = await import('@tokenkeep/core/file-cache');
  return {
    cache: fileCache(cacheDir === undefined ? {} : { directory: cacheDir }),
    cached: 'files',
    close: () => undefined,
  };
}
