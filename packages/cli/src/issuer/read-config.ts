import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TokenClientOptions } from '@tokenkeep/core';
import { UsageError } from '../usage-error.ts';

/**
 * Loads the options that a file of the user's exports by default. What it throws is not told, since a secret may be in
 * it: only which kind of error it was.
 *
 * @throws UsageError naming the file and the remedy
 */
export async function readConfig(file: string): Promise<TokenClientOptions> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    const { name = 'Error', code }: { name?: unknown; code?: unknown } = Object(error);
    const which = typeof code === 'string' ? code : String(name);
    throw new UsageError(`${file} cannot be loaded (${which}): run it with node to see why.`);
  }
  const options = loaded.default;
  if (isOptions(options)) return options;
  throw new UsageError(`${file} must export TokenClientOptions by default, an object with an issuer: correct it.`);
}

function isOptions(value: unknown): value is TokenClientOptions {
  const { issuer }: { issuer?: unknown } = Object(value);
  return typeof issuer === 'object' && issuer !== null;
}
