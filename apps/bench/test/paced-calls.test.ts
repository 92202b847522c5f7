import { describe, expect, it } from 'vitest';
import { realSleep } from '../src/parts/bench-clock.ts';
import { pacedCalls } from '../src/parts/paced-calls.ts';

const tokenOf = String;

describe('paced calls', () => {
  it('counts who waits, and nobody who is answered at once', async () => {
    const atOnce = await pacedCalls({ getToken: async () => 'token', tokenOf }, { perSecond: 200, durationMs: 200 });
    expect(atOnce).toMatchObject({ failed: 0, stalled: 0, slowestMs: 0 });
    expect(atOnce.calls).toBeGreaterThan(0);
    const late = await pacedCalls({ getToken: () => realSleep(60), tokenOf }, { perSecond: 200, durationMs: 300 });
    expect(late.stalled).toBeGreaterThan(0);
    expect(late.slowestMs).toBeGreaterThan(10);
  });

  it('counts failures, and calls that never end as waiting', async () => {
    const failing = await pacedCalls(
      { getToken: () => Promise.reject(new Error('down')), tokenOf },
      { perSecond: 100, durationMs: 100 },
    );
    expect(failing.failed).toBe(failing.calls);
    const hanging = await pacedCalls(
      { getToken: () => new Promise(() => undefined), tokenOf },
      { perSecond: 100, durationMs: 200 },
    );
    expect(hanging.stalled).toBeGreaterThan(0);
    expect(hanging.failed).toBe(0);
  });

  it('shows every token at the moment it came', async () => {
    const seen: string[] = [];
    const { calls } = await pacedCalls(
      { getToken: async () => 'token', tokenOf },
      { perSecond: 100, durationMs: 100, onToken: (token) => seen.push(token) },
    );
    expect(seen).toHaveLength(calls);
  });
});
