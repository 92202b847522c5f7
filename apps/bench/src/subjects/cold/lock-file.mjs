// A token file and a lock file, as written by hand: whoever creates the lock exchanges, the others look every 50 ms.
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { exchangeByHand, fresh } from '../../parts/exchange-and-test.mjs';

export const subject = {
  title: 'hand-written lock file',
  packageName: undefined,
  about: 'whoever creates the lock exchanges, the others look every 50 ms',
  needsRedis: false,
  async getToken(order) {
    const file = `${order.directory}/token.json`;
    const lock = `${file}.lock`;
    const read = async () => fresh(await readFile(file, 'utf8').catch(() => undefined));
    for (;;) {
      const stored = await read();
      if (stored !== undefined) return stored;
      const handle = await open(lock, 'wx').catch(() => undefined);
      if (handle === undefined) {
        await sleep(50);
        continue;
      }
      try {
        const again = await read();
        if (again !== undefined) return again;
        const token = await exchangeByHand(order);
        await writeFile(`${file}.new`, JSON.stringify(token), { mode: 0o600 });
        await rename(`${file}.new`, file);
        return token.accessToken;
      } finally {
        await handle.close();
        await rm(lock);
      }
    }
  },
};
