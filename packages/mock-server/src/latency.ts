import type { MockLatency } from './options.ts';

/** Draws delays in milliseconds; the same seed draws the same ones. */
export class Latency {
  readonly #range: { readonly min: number; readonly max: number };
  readonly #seed: number;
  #state: number;

  constructor(latencyMs: MockLatency, seed: number) {
    this.#range = typeof latencyMs === 'number' ? { min: latencyMs, max: latencyMs } : latencyMs;
    this.#seed = seed;
    this.#state = seed;
  }

  next(): number {
    const { min, max } = this.#range;
    return min === max ? min : min + (max - min) * this.#random();
  }

  /** Draws from the start again. */
  restart(): void {
    this.#state = this.#seed;
  }

  // A Weyl sequence through a 32-bit mixer: even enough for delays, and the same on every machine.
  #random(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
}
