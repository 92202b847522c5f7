import type { UnderlyingFetch } from '@tokenkeep/core';
import { fine, mend, type Finding } from './finding.ts';

/** Tokens and assertions bear this much; more, and one that lives looks dead, or the other way round. */
const tolerableMs = 30_000;

/** Compares this machine's clock with the issuer's `Date`. */
export async function checkClock(origin: URL, fetch: UnderlyingFetch): Promise<Finding> {
  const startedAt = Date.now();
  try {
    const { headers } = await fetch(origin.href, {
      method: 'HEAD',
      headers: {},
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
    const server = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(server)) return fine('The issuer tells no time to compare the clock with');
    // Halfway between asking and hearing; a Date has whole seconds, cut off.
    const here = (startedAt + Date.now()) / 2;
    const aheadMs = here - (server + 500);
    if (Math.abs(aheadMs) <= tolerableMs) return fine("The clock agrees with the issuer's");
    const seconds = String(Math.round(Math.abs(aheadMs) / 1000));
    return mend(`The clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the issuer's: set it, by NTP.`);
  } catch {
    return fine('The issuer does not answer a plain request, so the clock is not compared');
  }
}
