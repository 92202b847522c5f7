import { createHistogram, performance } from 'node:perf_hooks';
import type { TokenClient } from '@tokenkeep/core';

/** So many settle the median, whatever the first ones cost, and take about a second. */
const calls = 1000;

/** The medians of what a call of the API takes with `tokens.fetch`, and with plain `fetch` and the token in its header. */
export type FetchCost = Awaited<ReturnType<typeof fetchCost>>;

/** Measures it, one call after the other, in turns, so that whatever else goes on meets both alike. */
export async function fetchCost(tokens: TokenClient) {
  const path = '/v1/conversations/1';
  const url = `${process.env['SYMBL_BASE_URL']}${path}`;
  const headers = { authorization: `Bearer ${(await tokens.getToken()).accessToken}` };
  const [authorized, plain] = [createHistogram(), createHistogram()];
  const callAuthorized = performance.timerify(async () => (await tokens.fetch(path)).text(), { histogram: authorized });
  const callPlain = performance.timerify(async () => (await fetch(url, { headers })).text(), { histogram: plain });
  for (let round = 0; round < calls; round += 1) {
    await callAuthorized();
    await callPlain();
  }
  return { calls, authorizedMs: authorized.percentile(50) / 1e6, plainMs: plain.percentile(50) / 1e6 };
}
