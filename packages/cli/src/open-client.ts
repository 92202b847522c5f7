import { createTokenClient, type TokenClient, type TokenEventListener } from '@tokenkeep/core';
import { clientOptions, type ClientSetUp } from './client-options.ts';
import type { CommonOptions } from './common-options.ts';
import { eventLine } from './print/event-line.ts';

/** A client with what it was made of. `await using` closes it. */
export interface OpenClient extends AsyncDisposable {
  readonly client: TokenClient;
  readonly kind: ClientSetUp['kind'];
  readonly issuer: ClientSetUp['options']['issuer'];
}

/** Makes the client that a command line asks for. @param listener hears its events, besides `--verbose` */
export async function openClient(given: CommonOptions, listener?: TokenEventListener): Promise<OpenClient> {
  const { kind, options, close } = await clientOptions(given);
  const listeners = [options.onEvent, listener, given.verbose && tell].filter((each) => typeof each === 'function');
  const client = createTokenClient({
    ...options,
    onEvent: (event) => {
      for (const hear of listeners) hear(event);
    },
  });
  return {
    client,
    kind,
    issuer: options.issuer,
    async [Symbol.asyncDispose]() {
      await client.close();
      close();
    },
  };
}

function tell(event: Parameters<TokenEventListener>[0]): void {
  process.stderr.write(`${eventLine(event)}\n`);
}
