import type { Application } from '../application.ts';

/** A target that hangs must not fill the memory. */
const mostUnderWay = 8;
const burstCalls = 250;
const burstUnderWay = 50;
/** In a burst calls wait for the machine, not for tokens alone. */
const burstLimitMs = 60_000;

/** Makes one call of an application. */
export type Caller = (app: Application, limitMs?: number) => Promise<void>;

/** A light, steady traffic to all of them. @returns what ends it */
export function startTraffic(apps: readonly Application[], call: Caller): () => void {
  const timers = apps.map((app) =>
    setInterval(() => {
      if (app.url !== undefined && app.underWay < mostUnderWay) void call(app);
    }, app.spec.everyMs),
  );
  return () => timers.forEach(clearInterval);
}

/** Many calls to each of them, as fast as they are answered. */
export async function burst(apps: readonly Application[], call: Caller): Promise<void> {
  const workers = apps.flatMap((app) => {
    let left = burstCalls;
    const work = async (): Promise<void> => {
      for (; left > 0; await call(app, burstLimitMs)) left -= 1;
    };
    return Array.from({ length: burstUnderWay }, work);
  });
  await Promise.all(workers);
}
