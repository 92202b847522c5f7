import { UsageError } from '../usage-error.ts';

/**
 * The URL of Redis, if tokens are to be shared there: `--redis`, else `TOKENKEEP_REDIS_URL`. Not `REDIS_URL`, which is
 * somebody else's.
 *
 * @throws UsageError for a flag with a password in it, which every user of the machine could read
 */
export function redisUrl(flag: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (flag !== undefined && hasPassword(flag)) {
    throw new UsageError('--redis must not hold a password: put the URL into TOKENKEEP_REDIS_URL.');
  }
  return flag ?? (env['TOKENKEEP_REDIS_URL'] || undefined);
}

function hasPassword(url: string): boolean {
  return /^[^/]*\/\/[^/]*:[^/]*@/.test(url);
}
