import type { MockServerOptions } from '@tokenkeep/mock-server';
import type { IssuerAddress } from './issuer-address.ts';
import { IssuerControl } from './issuer-control.ts';
import { startProcess } from './start-process.ts';

/** Options of the mock server that survive JSON. */
export type IssuerOptions = Pick<MockServerOptions, 'tokenLifetimeMs' | 'rolloverMs' | 'latencyMs' | 'jwt'>;

/** Starts an issuer in a process of its own and waits until it listens. `await using` ends it. */
export async function startIssuer(options: IssuerOptions): Promise<IssuerControl & AsyncDisposable> {
  const process = await startProcess<IssuerAddress>('issuer-process.ts', options);
  return Object.assign(new IssuerControl(process.word), {
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  });
}
