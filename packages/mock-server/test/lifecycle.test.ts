import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createMockServer } from '../src/index.ts';
import { exchange, getToken } from './call.ts';

describe('the server', () => {
  it('listens on 127.0.0.1 alone and on a port of its own', async () => {
    await using one = await createMockServer();
    await using two = await createMockServer();
    expect(one.url).toBe(`http://127.0.0.1:${String(one.port)}`);
    expect(one.port).not.toBe(two.port);
    // All of 127/8 is this machine, so only a server bound to everything would answer here.
    await expect(fetch(`http://127.0.0.2:${String(one.port)}/`)).rejects.toThrow('fetch failed');
  });

  it('closes at once with idle, hung, dripping and half-sent connections open', async () => {
    const server = await createMockServer({ latencyMs: 1 });
    server.fault({ route: 'token', fault: { kind: 'hang' } });
    server.fault({ route: 'token', fault: { kind: 'drip', intervalMs: 60_000 } });
    server.fault({ route: 'token', fault: { kind: 'delay', ms: 60_000 } });
    const calls: Promise<string>[] = [];
    for (let call = 0; call < 3; call += 1) {
      const answered = exchange(server).then((response) => response.text());
      calls.push(
        answered.then(
          () => 'answered',
          () => 'dropped',
        ),
      );
      await expect.poll(() => server.counters().exchanges).toBe(call + 1);
    }
    const idle = await open(server.port);
    const half = await open(server.port);
    half.write('POST /oauth2/token:generate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await getToken(server);
    await server.close();
    await Promise.all([closed(idle), closed(half)]);
    expect(await Promise.all(calls)).toEqual(['dropped', 'dropped', 'dropped']);
    await expect(exchange(server)).rejects.toThrow('fetch failed');
  });

  it('closes once, however often it is told', async () => {
    const server = await createMockServer();
    await Promise.all([server.close(), server.close(), server[Symbol.asyncDispose]()]);
    await expect(server.close()).resolves.toBeUndefined();
  });

  it('says so when a port is taken', async () => {
    await using first = await createMockServer();
    await expect(createMockServer({ port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `Port ${String(first.port)} on 127.0.0.1 is taken: choose another one, or 0 for any free port.`,
    });
  });

  it.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
  ])('goes on when onExchange %s', async (_, onExchange) => {
    const rejected = vi.fn<() => void>();
    process.on('unhandledRejection', rejected);
    await using server = await createMockServer({ onExchange });
    await getToken(server);
    await setImmediate();
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
  });

  it('remembers only the last exchanges', async () => {
    await using server = await createMockServer({ exchangeLogSize: 3 });
    for (let call = 0; call < 8; call += 1) await exchange(server, { appSecret: 'wrong' });
    await getToken(server);
    expect(server.exchanges().map(({ status }) => status)).toEqual([401, 401, 200]);
    expect(server.counters().exchanges).toBe(9);
  });
});

function raise(): never {
  throw new Error('listener');
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    socket.on('error', () => undefined).once('close', () => resolve());
    socket.resume();
  });
}
