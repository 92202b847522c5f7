import type { ApiCall, ApiTarget } from './api-subject.ts';
import { exchangeByHand } from './exchange-by-hand.ts';
import type { IssuerAddress } from './issuer-address.ts';
import { startProcess } from './start-process.ts';

/** What is called, and how the columns are named. */
export const workloads = [
  { key: 'get', title: 'GET 1 kB', method: 'GET', path: '/json' },
  { key: 'getBytes', title: 'GET 100 kB', method: 'GET', path: '/bytes' },
  { key: 'post', title: 'POST 1 kB', method: 'POST', path: '/json' },
  { key: 'postBytes', title: 'POST 100 kB', method: 'POST', path: '/bytes' },
] as const;

/** Starts the API in a process of its own. `await using` ends it. */
export async function startApi(issuer: IssuerAddress): Promise<ApiTarget & AsyncDisposable> {
  const api = await startProcess<string>('api-server.ts');
  // As long as everybody's: its bytes are checked, copied and sent like any others.
  const { accessToken: token } = await exchangeByHand(issuer);
  return {
    issuer,
    apiOrigin: api.word,
    token,
    fetch: (input, init) => globalThis.fetch(input, init),
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

/** The call of a workload. */
export function callOf({ key, method, path }: (typeof workloads)[number], apiOrigin: string): ApiCall {
  const accept = { accept: 'application/json' };
  const url = apiOrigin + path;
  if (method === 'GET') return { url, method, headers: accept };
  const isBytes = key === 'postBytes';
  const type = isBytes ? 'application/octet-stream' : 'application/json';
  const body = isBytes ? new Uint8Array(100_000).fill(7) : JSON.stringify({ text: 'x'.repeat(1000) });
  return { url, method, headers: { ...accept, 'content-type': type }, body };
}

/** Makes a call, and rejects where it was not answered well. */
export async function expectOk(status: Promise<number>): Promise<void> {
  const found = await status;
  if (found !== 200) throw new Error(`HTTP ${found}`);
}
