import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { MockServerOptions } from '@tokenkeep/mock-server';
import type { IssuerAddress } from './issuer-address.ts';

/** Options of the mock server that survive JSON. */
export type IssuerOptions = Pick<MockServerOptions, 'tokenLifetimeMs' | 'rolloverMs' | 'latencyMs' | 'jwt'>;

/** An issuer in a process of its own. `await using` ends it. */
export interface RunningIssuer extends AsyncDisposable {
  readonly address: IssuerAddress;
}

/** Starts an issuer and waits until it listens. */
export async function startIssuer(options: IssuerOptions): Promise<RunningIssuer> {
  const entry = fileURLToPath(new URL('issuer-process.ts', import.meta.url));
  const child = fork(entry, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const [address]: [IssuerAddress] = await Promise.race([
    once(child, 'message') as Promise<[IssuerAddress]>,
    ended.then(() => Promise.reject(new Error('The issuer did not start.'))),
  ]);
  return {
    address,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
