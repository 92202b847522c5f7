import { setTimeout as wait } from 'node:timers/promises';

/** Longer than files and Redis take until they fail; a cache of `--config` may hang. Milliseconds. */
const patienceMs = 5000;

/** What a cache answers; rejects with the code `ETIMEDOUT` when it does not. */
export function answerOf<Value>(asked: Promise<Value>): Promise<Value> {
  const silence = wait(patienceMs).then(() => {
    throw Object.assign(new Error('The cache does not answer.'), { code: 'ETIMEDOUT' });
  });
  return Promise.race([asked, silence]);
}
