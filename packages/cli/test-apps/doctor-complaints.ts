import { expect } from 'vitest';
import type { User } from './user.ts';

/** Runs `tokenkeep doctor`. @returns the lines with something to mend, which the exit code has to fit */
export async function complaints(
  user: User,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<string[]> {
  const { code, stdout, stderr } = await user.run(['doctor', ...args], { env });
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^[✓✗] .+/);
  const found = lines.filter((line) => line.startsWith('✗')).map((line) => line.slice(2));
  expect(code).toBe(found.length > 0 ? 1 : 0);
  return found;
}
