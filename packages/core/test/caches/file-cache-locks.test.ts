import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileCache } from '../../src/file-cache/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const minuteMs = 60_000;

describe('a lock of the file cache', () => {
  it('is kept when its time is longer than a timer can hold', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    const lock = await cache.lock?.('key', 2 ** 31);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
    await lock?.release();
  });

  it('is free at once when it is released, also by the oldest SQLite of Node', async () => {
    using directory = temporaryDirectory();
    const sqlite = process.getBuiltinModule('node:sqlite');
    /** As in Node 22.13 and 22.14: opened by a path alone, and with nothing to ask. */
    const OldDatabase = function open(path: unknown): unknown {
      if (typeof path !== 'string') throw new TypeError('The "path" argument must be a string.');
      const database = new DatabaseSync(path);
      return { exec: (sql: string) => database.exec(sql), close: () => database.close() };
    };
    Object.assign(sqlite, { DatabaseSync: OldDatabase });
    onTestFinished(() => void Object.assign(sqlite, { DatabaseSync }));
    const cache = fileCache({ directory: directory.path });
    for (let round = 0; round < 3; round += 1) {
      const lock = await cache.lock?.('key', minuteMs);
      expect(lock).toBeDefined();
      expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
      await lock?.release();
      await lock?.release();
    }
  });

  it('is taken over garbage', async () => {
    using directory = temporaryDirectory();
    writeFileSync(join(directory.path, 'key.lock'), 'not a database, by far'.repeat(50));
    const cache = fileCache({ directory: directory.path });
    expect(await cache.lock?.('key', minuteMs)).toBeDefined();
    expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
  });
});

describe('a process that is killed while it writes', () => {
  it('leaves the old value or the new one, and no lock', async () => {
    using directory = temporaryDirectory();
    const cache = fileCache({ directory: directory.path });
    const script = `
      import { fileCache } from ${JSON.stringify(import.meta.resolve('../../src/file-cache/index.ts'))};
      const cache = fileCache({ directory: ${JSON.stringify(directory.path)} });
      await cache.lock('key', 600000);
      console.log('writing');
      for (let round = 0; ; round += 1) await cache.set('key', String(round % 10).repeat(9000), Date.now() + 600000);
    `;
    let journals = 0;
    for (let round = 0; round < 8 || (journals === 0 && round < 80); round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      await once(child.stdout, 'data');
      expect(await cache.lock?.('key', minuteMs)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 20 + (round % 8) * 7));
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
      if (readdirSync(directory.path).some((name) => name.endsWith('-journal'))) journals += 1;
      expect(await cache.get('key')).toMatch(/^(\d)\1{8999}$/);
      const lock = await cache.lock?.('key', minuteMs);
      expect(lock).toBeDefined();
      await lock?.release();
    }
    expect(journals, 'no kill fell into a write: the test proves nothing').toBeGreaterThan(0);
  }, 60_000);
});
