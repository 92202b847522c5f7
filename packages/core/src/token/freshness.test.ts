import { describe, expect, it } from 'vitest';
import { freshness, refreshWindow, type FreshnessPolicy } from './freshness.ts';

const policy: FreshnessPolicy = { refreshWindowMs: 300_000, expiryLeewayMs: 30_000 };
const day = 86_400_000;

describe('freshness', () => {
  it.each([
    // A long life: 5 minutes and 30 seconds.
    [day, day, 'fresh'],
    [day, 300_001, 'fresh'],
    [day, 300_000, 'refresh-due'],
    [day, 299_999, 'refresh-due'],
    [day, 30_001, 'refresh-due'],
    [day, 30_000, 'expired'],
    [day, 29_999, 'expired'],
    [day, 0, 'expired'],
    [day, -1, 'expired'],
    // Where a fifth of the life begins to be the less.
    [1_500_000, 300_001, 'fresh'],
    [1_500_000, 300_000, 'refresh-due'],
    [1_499_995, 300_000, 'fresh'],
    [1_499_995, 299_999, 'refresh-due'],
    // And a tenth.
    [300_000, 30_001, 'refresh-due'],
    [300_000, 30_000, 'expired'],
    [299_990, 30_000, 'refresh-due'],
    [299_990, 29_999, 'expired'],
    // What a sticky issuer grants near the end.
    [60_000, 60_000, 'fresh'],
    [60_000, 12_001, 'fresh'],
    [60_000, 12_000, 'refresh-due'],
    [60_000, 6001, 'refresh-due'],
    [60_000, 6000, 'expired'],
    [1000, 1000, 'fresh'],
    [1000, 201, 'fresh'],
    [1000, 200, 'refresh-due'],
    [1000, 101, 'refresh-due'],
    [1000, 100, 'expired'],
    // Nothing granted, and nonsense.
    [0, 0, 'expired'],
    [0, 1, 'fresh'],
    [-1000, -1, 'expired'],
    [day, Number.NaN, 'expired'],
    [Number.NaN, 1000, 'expired'],
    [day, Infinity, 'fresh'],
  ] as const)('a token of %d ms with %d ms left is %s', (lifetimeMs, remainingMs, verdict) => {
    expect(freshness({ lifetimeMs, remainingMs }, policy)).toBe(verdict);
  });

  it.each([1, 999, 1000, 5000, 60_000, 3_600_000, day, 7 * day])('a token just granted for %d ms is fresh', (ms) => {
    expect(freshness({ lifetimeMs: ms, remainingMs: ms }, policy)).toBe('fresh');
  });

  it.each([
    [10_000, 10_001, 'fresh'],
    [10_000, 10_000, 'refresh-due'],
    [10_000, 5001, 'refresh-due'],
    [10_000, 5000, 'expired'],
    // Nothing is refreshed behind anybody: good to the end.
    [0, 1, 'fresh'],
    [0, 0, 'expired'],
    [Number.NaN, 60_000, 'expired'],
  ] as const)(
    'with a window of %d ms, a token with %d ms left is %s: half the window is for refreshing behind',
    (refreshWindowMs, remainingMs, verdict) => {
      expect(freshness({ lifetimeMs: day, remainingMs }, { ...policy, refreshWindowMs })).toBe(verdict);
    },
  );

  it('is never served from the leeway on when the policy is nonsense', () => {
    expect(freshness({ lifetimeMs: day, remainingMs: 1000 }, { ...policy, expiryLeewayMs: Number.NaN })).toBe(
      'expired',
    );
  });
});

describe('refreshWindow', () => {
  it.each([60_000, 3_600_000, day])(
    'of a token granted for %d ms is smaller by the share of the client',
    (lifetimeMs) => {
      const whole = refreshWindow(lifetimeMs, policy);
      expect(refreshWindow(lifetimeMs, { ...policy, windowShare: 0.75 })).toBe(whole * 0.75);
    },
  );

  it.each([
    [day, 300_000],
    [1_500_000, 300_000],
    [1_499_995, 299_999],
    [3000, 600],
    [0, 0],
  ])('of a token granted for %d ms is %d ms', (lifetimeMs, expected) => {
    expect(refreshWindow(lifetimeMs, policy)).toBe(expected);
  });
});
