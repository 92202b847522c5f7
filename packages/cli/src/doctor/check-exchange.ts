import { createTokenClient, type TokenClientOptions } from '@tokenkeep/core';
import { describeFailure } from '../print/describe-failure.ts';
import { fine, mend, type Finding } from './finding.ts';

/** Makes one exchange, past every cache. */
export async function checkExchange(options: TokenClientOptions): Promise<Finding> {
  const startedAt = performance.now();
  try {
    await using client = createTokenClient({ ...options, cache: undefined });
    const { expiresIn } = await client.getToken();
    const took = String(Math.round(performance.now() - startedAt));
    return fine(`One exchange: a token for ${String(expiresIn)} s, in ${took} ms`);
  } catch (error) {
    return mend(`One exchange failed. ${describeFailure(error).message}`);
  }
}
