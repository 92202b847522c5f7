import type { WorkMeasure } from '../parts/measure.ts';
import { pacedCalls } from '../parts/paced-calls.ts';

const lifetimeMs = 1_200_000;
const speed = 60;

export const measure: WorkMeasure<'tokens'> = {
  title: 'Three lifetimes of a sticky issuer',
  about:
    'Tokens of 20 minutes, replaced 60 s before their end, an issuer that takes 20 ms, a clock that runs 60 times as ' +
    'fast (a lifetime in 20 s), 200 calls per real second for 60 s. Expired: answers whose token had ended more than a ' +
    'second before.',
  subjects: 'tokens',
  issuer: { tokenLifetimeMs: lifetimeMs, rolloverMs: 60_000, latencyMs: 20, jwt: true },
  movesClock: true,
  abreast: 5,
  without: { 'octokit-auth-app': 'no tokens but of one hour' },
  repeats: 1,
  columns: [
    { key: 'exchanges', title: 'exchanges per lifetime' },
    { key: 'stalled', title: 'stalled callers' },
    { key: 'expired', title: 'expired tokens served' },
    { key: 'failed', title: 'failed' },
  ],
  thresholds: [
    { key: 'exchanges', atMost: 9, kind: 'count', title: 'exchanges per lifetime' },
    { key: 'stalled', atMost: 0, kind: 'count', title: 'callers stalled over 10 ms' },
    { key: 'expired', atMost: 0, kind: 'count', title: 'expired tokens served' },
    { key: 'failed', atMost: 0, kind: 'count', title: 'failed' },
  ],
  async work({ subject, issuer, moveClock, quick }) {
    const lifetimes = quick ? 1 : 3;
    await moveClock({});
    const client = await subject.create(issuer.address);
    await client.getToken();
    await moveClock({ speed });
    let expired = 0;
    const { stalled, failed } = await pacedCalls(client, {
      perSecond: 200,
      // A little more than a lifetime, so that each has its end in it.
      durationMs: (lifetimes * lifetimeMs) / speed + 500,
      onToken(token) {
        if (Date.now() > expiryOf(token) + 1000) expired += 1;
      },
    });
    return { exchanges: (await issuer.exchanges()) / lifetimes, stalled, expired, failed };
  },
};

/** Epoch milliseconds, from the JWT's claim, which is in whole seconds. */
function expiryOf(token: string): number {
  const claims: { exp: number } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return claims.exp * 1000;
}
