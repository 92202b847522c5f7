import { realMonotonic } from './bench-clock.ts';

/** What one call took, on average of a block. */
export interface BlockCost {
  /** Of this process, its kernel's part included, microseconds. */
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** Makes so many calls, so many of them at a time. */
export async function block(call: () => Promise<unknown>, calls: number, atOnce: number): Promise<BlockCost> {
  let left = calls;
  const lane = async (): Promise<void> => {
    while ((left -= 1) >= 0) await call();
  };
  const cpuBefore = process.cpuUsage();
  const startedAt = realMonotonic();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const wallUs = (realMonotonic() - startedAt) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpuUs: (user + system) / calls, wallUs: wallUs / calls };
}

/** Bytes that one call leaves on the heap. So few calls that no collection falls between the two readings. */
export async function bytesOf(call: () => Promise<unknown>, calls: number): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let done = 0; done < calls; done += 1) await call();
  return (process.memoryUsage().heapUsed - before) / calls;
}
