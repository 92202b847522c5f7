import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createMockServer } from '../src/index.ts';

const MIB = 1024 * 1024;

describe('an oversized answer', () => {
  it.each([
    { compressed: false, atLeast: 384 * MIB, atMost: 385 * MIB },
    { compressed: true, atLeast: 0.1 * MIB, atMost: MIB },
  ])('of 384 MiB is streamed: memory stays flat (compressed: $compressed)', async ({ compressed, atLeast, atMost }) => {
    await using server = await createMockServer();
    server.fault({ route: 'api', fault: { kind: 'oversized', bytes: 384 * MIB, compressed } });
    const before = process.memoryUsage().rss;
    let peak = before;
    const received = await new Promise<number>((resolve, reject) => {
      // Read raw: nothing is decompressed or kept here, so what grows is the server.
      const sent = request(`${server.url}/v1/conversations/1`, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          peak = Math.max(peak, process.memoryUsage.rss());
        });
        response.on('end', () => resolve(bytes)).on('error', reject);
      });
      sent.on('error', reject).end();
    });
    expect(received).toBeGreaterThanOrEqual(atLeast);
    expect(received).toBeLessThan(atMost);
    expect((peak - before) / MIB).toBeLessThan(192);
  });
});
