import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { AccessToken } from './access-token.ts';

const start = 1_767_225_600_000;

function tokenAt(clock: FakeClock, remainingMs = 60_000): AccessToken {
  return new AccessToken(
    { accessToken: 'tok3n-canary', expiresAt: clock.now() + remainingMs, lifetimeMs: 90_000 },
    clock,
  );
}

describe('an access token', () => {
  it('says what it is and when it ends', () => {
    const token = tokenAt(new FakeClock(start));
    expect(token.accessToken).toBe('tok3n-canary');
    expect(token.expiresAt).toBe(start + 60_000);
    expect(token.lifetimeMs).toBe(90_000);
  });

  it.each([
    [0, 60],
    [1, 59],
    [999, 59],
    [1000, 59],
    [1001, 58],
    [59_000, 1],
    [59_001, 0],
    [60_000, 0],
    [3_600_000, 0],
  ])('has, %d ms later, %d whole seconds left', async (laterMs, expiresIn) => {
    const clock = new FakeClock(start);
    const token = tokenAt(clock);
    await clock.advance(laterMs);
    expect(token.expiresIn).toBe(expiresIn);
  });

  it.each([-7_200_000, 0])(
    'has no more left than monotonic time says, with the wall clock set by %d ms',
    async (jumpMs) => {
      const clock = new FakeClock(start);
      const token = tokenAt(clock);
      await clock.advance(10_000);
      clock.jump(jumpMs);
      expect(token.expiresIn).toBe(50);
    },
  );

  it('has no more left than was granted, however far off it ends', () => {
    expect(tokenAt(new FakeClock(start), 1e9).expiresIn).toBe(90);
  });

  it('reckons by the system clock unless told otherwise', () => {
    const token = new AccessToken({ accessToken: 'x', expiresAt: Date.now() + 600_000, lifetimeMs: 600_000 });
    expect(token.expiresIn).toBeGreaterThan(500);
    expect(token.expiresIn).toBeLessThanOrEqual(600);
  });

  it("becomes the issuer's own wire shape in JSON, with what is left at that moment", async () => {
    const clock = new FakeClock(start);
    const token = tokenAt(clock);
    await clock.advance(10_000);
    expect(JSON.stringify({ token })).toBe('{"token":{"accessToken":"tok3n-canary","expiresIn":50}}');
  });

  it.each([
    ['String()', (token: AccessToken) => String(token)],
    ['a template', (token: AccessToken) => `${token.toString()}`],
    ['inspect', (token: AccessToken) => inspect(token)],
    ['inspect of what holds it, to any depth', (token: AccessToken) => inspect([[[{ token }]]], { depth: Infinity })],
    ['inspect of hidden parts', (token: AccessToken) => inspect(token, { showHidden: true, depth: Infinity })],
    ['its own keys', (token: AccessToken) => Reflect.ownKeys(token).join()],
    ['a spread', (token: AccessToken) => JSON.stringify({ ...token })],
  ])('is not shown by %s', (_, show) => {
    expect(show(tokenAt(new FakeClock(start)))).not.toContain('tok3n');
  });

  it('says in a log line how long it lives', () => {
    expect(inspect(tokenAt(new FakeClock(start)))).toBe('AccessToken([redacted], expires in 60 s)');
  });

  it('does not change when the object it was made of does', () => {
    const fields = { accessToken: 'one', expiresAt: 1000, lifetimeMs: 1000 };
    const token = new AccessToken(fields);
    fields.accessToken = 'two';
    expect(token.accessToken).toBe('one');
    expect(Reflect.set(token, 'accessToken', 'two')).toBe(false);
  });
});
