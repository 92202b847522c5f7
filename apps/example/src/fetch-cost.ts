import type { TokenClient } from '@tokenkeep/core';

/** So many settle the median, and take about a second; before them the runtime compiles what they run. */
const calls = 1000;
const warmUp = 200;

/** The medians of what a call of the API takes with `tokens.fetch`, and with plain `fetch` and the token in its header. */
export type FetchCost = Awaited<ReturnType<typeof fetchCost>>;

/** Measures it, one call after the other, in turns, so that whatever else goes on meets both alike. */
export async function fetchCost(tokens: TokenClient) {
  const path = '/v1/conversations/1';
  const headers = { authorization: `Bearer ${(await tokens.getToken()).accessToken}` };
  const authorized: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < warmUp + calls; round += 1) {
    authorized.push(await timed(() => tokens.fetch(path)));
    plain.push(await timed(() => fetch(`${process.env['SYMBL_BASE_URL']}${path}`, { headers })));
  }
  return { calls, authorizedMs: median(authorized.slice(warmUp)), plainMs: median(plain.slice(warmUp)) };
}

async function timed(call: () => Promise<Response>): Promise<number> {
  const startedAt = performance.now();
  await (await call()).text();
  return performance.now() - startedAt;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
