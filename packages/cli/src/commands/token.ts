import type { CommonOptions } from '../common-options.ts';
import { openClient } from '../open-client.ts';
import { UsageError } from '../usage-error.ts';
import { presentedHeaders } from './presented-headers.ts';

/** What `tokenkeep token` can be told. */
export interface TokenOptions extends CommonOptions {
  readonly json?: true;
  readonly header?: true;
  readonly minLifetime?: number;
}

/** Prints the token: alone, as the seed's answer (`--json`), or as header lines for `curl -H @-` (`--header`). */
export async function token({ json, header, minLifetime = 0, ...given }: TokenOptions): Promise<number> {
  if (json && header) throw new UsageError('Give --json or --header, not both.');
  await using open = await openClient(given);
  const { client, issuer } = open;
  const found = await client.getToken({ minLifetimeMs: minLifetime });
  const { stdout } = process;
  if (json) stdout.write(`${JSON.stringify(found)}\n`);
  else if (header) stdout.write(await presentedHeaders(issuer, client, found.accessToken));
  else stdout.write(`${found.accessToken}\n`);
  return 0;
}
