import { describe, expect, it } from 'vitest';
import { Latency } from './latency.ts';

const draw = (latency: Latency): number[] => Array.from({ length: 1000 }, () => latency.next());

describe('latency', () => {
  it('is drawn evenly from its range, the same again for the same seed', () => {
    const latency = new Latency({ min: 100, max: 200 }, 7);
    const draws = draw(latency);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(100);
    expect(Math.min(...draws)).toBeLessThan(105);
    expect(Math.max(...draws)).toBeGreaterThan(195);
    expect(Math.max(...draws)).toBeLessThan(200);
    expect(draws.reduce((sum, value) => sum + value, 0) / 1000).toBeCloseTo(150, -1);
    expect(draw(new Latency({ min: 100, max: 200 }, 7))).toEqual(draws);
    expect(draw(new Latency({ min: 100, max: 200 }, 8))).not.toEqual(draws);
    latency.restart();
    expect(draw(latency)).toEqual(draws);
  });

  it('may be fixed', () => {
    expect(draw(new Latency(30, 1)).every((value) => value === 30)).toBe(true);
  });
});
