import { readFile } from 'node:fs/promises';
import { configError } from '@tokenkeep/core';
import type { Values } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Finds the secret: in its variable, or in the file that the variable with `_FILE` names, as Docker and Kubernetes hand
 * secrets out. The file is read anew at each exchange, so that it may rotate; one line break at its end is left out.
 *
 * @throws UsageError when neither is set, or both are
 */
export function secretReader(
  values: Values,
  variable: 'SYMBL_APP_SECRET' | 'OAUTH_CLIENT_SECRET',
): () => Promise<string> {
  const fileVariable = `${variable}_FILE` as const;
  const { [variable]: secret, [fileVariable]: file } = values;
  if (secret !== undefined && file !== undefined) {
    throw new UsageError(`${variable} and ${fileVariable} are both set: leave one of them out.`);
  }
  if (secret !== undefined) return async () => secret;
  if (file === undefined) throw new UsageError(`${variable} is missing: set it, or ${fileVariable}.`);
  return async () => {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      const { code = 'unknown' }: { code?: unknown } = Object(error);
      throw configError(`The file of ${fileVariable} cannot be read (${String(code)}): check its path and mode.`);
    });
    const found = text.replace(/\r?\n$/, '');
    if (found.trim() !== '') return found;
    throw configError(`The file of ${fileVariable} is blank: put the secret into it.`);
  };
}
