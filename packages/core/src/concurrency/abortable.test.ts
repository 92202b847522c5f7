import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { abortable } from './abortable.ts';

describe('abortable', () => {
  it('is the promise itself when there is no signal', () => {
    const promise = Promise.resolve(1);
    expect(abortable(promise, undefined)).toBe(promise);
  });

  it('settles as the promise does', async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('rejects with the reason of the signal, for this caller alone', async () => {
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const mine = abortable(promise, controller.signal);
    const theirs = abortable(promise, new AbortController().signal);
    const reason = { mine: true };
    controller.abort(reason);
    await expect(mine).rejects.toBe(reason);
    resolve('done');
    await expect(theirs).resolves.toBe('done');
  });

  it('rejects at once when the signal has aborted already', async () => {
    await expect(abortable(new Promise(() => undefined), AbortSignal.abort('gone'))).rejects.toBe('gone');
  });

  it('leaves no unhandled rejection when the promise fails after the abort', async () => {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const mine = abortable(promise, controller.signal);
    controller.abort('first');
    reject(new Error('second'));
    await expect(mine).rejects.toBe('first');
  });

  it('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    await abortable(Promise.resolve(), signal);
    await abortable(Promise.reject(new Error('no')), signal).catch(() => undefined);
    await Promise.resolve();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
