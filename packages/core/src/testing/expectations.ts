/** Fails a clause, saying what was to be and what was. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (Object.is(actual, expected)) return;
  throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
}

/** Fails a clause unless this holds. */
export function expectTrue(what: string, holds: boolean): void {
  if (!holds) throw new Error(what);
}

/** Asks again and again until the answer is `wanted`. Fails after `limitMs`. */
export async function eventually(what: string, limitMs: number, ask: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + limitMs;
  while (!(await ask())) {
    expectTrue(`${what}: not within ${limitMs} ms`, Date.now() < until);
    await pause(20);
  }
}

/** Lets real time go by. */
export async function pause(durationMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** Lets real time go by until the wall clock has reached an instant. */
export async function pauseUntil(instant: number): Promise<void> {
  while (Date.now() < instant) await pause(Math.max(1, instant - Date.now()));
}

/** A key that no other test uses, 64 characters long, of the characters that core's keys may have. */
export function uniqueKey(): string {
  const random = (): string => globalThis.crypto.randomUUID().replaceAll('-', '');
  return `tk1-z${random()}${random()}`.slice(0, 64);
}

function show(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : `${typeof value} ${String(value)}`;
  return value.length > 60 ? `a string of ${value.length} characters` : JSON.stringify(value);
}
