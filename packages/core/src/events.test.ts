import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { safeListener, type TokenEvent } from './events.ts';

const event: TokenEvent = { type: 'closed' };

describe('a listener', () => {
  it('hears the event', () => {
    const heard: TokenEvent[] = [];
    safeListener((told) => heard.push(told))(event);
    expect(heard).toEqual([event]);
  });

  it('may be absent', () => {
    expect(() => safeListener(undefined)(event)).not.toThrow();
  });

  it('is ignored when it throws', () => {
    const listener = safeListener(() => {
      throw new Error('mine');
    });
    expect(() => listener(event)).not.toThrow();
  });

  it.each<[string, () => PromiseLike<void>]>([
    [
      'rejects later',
      async () =>
        Promise.resolve().then(() => {
          throw new Error('later');
        }),
    ],
    ['rejects with a promise of another realm', () => runInNewContext(`Promise.reject(new Error('later'))`)],
  ])('is ignored when it %s', async (_, listener) => {
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', hear);
    safeListener(listener)(event);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', hear);
    expect(unhandled).toEqual([]);
  });
});
