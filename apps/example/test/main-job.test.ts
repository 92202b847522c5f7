import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRight, table, type Row } from '../src/exercise.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const figures = { calls: 100, failed: 0, exchanges: 1, allowed: 1, expiresIn: 86_399 };
const right: Row = { adapter: 'core', token: '••••', ...figures };

describe('the main job', () => {
  it('makes one exchange per adapter for 100 calls at once, and says so with its exit code', async () => {
    const { code, output } = await run(['--once']);
    expect(output).toContain('Every adapter made one exchange.');
    for (const adapter of ['core', 'nest-module', 'fastify-plugin', 'next']) {
      expect(output).toMatch(new RegExp(`^${adapter} +100 +1 +•{8}\\S{4} +863\\d\\d +ok`, 'm'));
    }
    // Eight processes of the command line share their token through files.
    expect(output).toMatch(/^command-line +8 +1 +•{8}\S{4} +863\d\d +ok/m);
    expect(code).toBe(0);
  });

  it('picks other ports when its own are taken, stays up, and leaves nothing behind after Ctrl-C', async () => {
    const taken = [createServer().listen(4010, '127.0.0.1'), createServer().listen(4013, '127.0.0.1')];
    taken.forEach((server) => server.on('error', () => undefined));
    try {
      const { code, output } = await run([], (text, child) => {
        if (text.includes('Ctrl-C')) child.kill('SIGINT');
      });
      const urls = new Set(output.match(/http:\/\/127\.0\.0\.1:\d+/g));
      expect(urls.size).toBe(7);
      expect(output).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+ in a browser\./m);
      expect(urls).not.toContain('http://127.0.0.1:4010');
      expect(code).toBe(0);
      for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');
    } finally {
      taken.forEach((server) => server.close());
    }
  });

  it('calls a row wrong that failed a call or made another exchange', () => {
    expect(isRight(right)).toBe(true);
    expect(isRight({ ...right, failed: 1 })).toBe(false);
    expect(isRight({ ...right, exchanges: 2 })).toBe(false);
    expect(table([{ ...right, exchanges: 2 }])).toContain('WRONG: 0 failed, 2 exchanges instead of 1');
  });

  it('rejects an option that it does not know in one line', async () => {
    const { code, output } = await run(['--twice']);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('--twice');
    expect(code).toBe(1);
  });
});

async function run(
  args: readonly string[],
  onOutput: (output: string, child: ReturnType<typeof spawn>) => void = () => undefined,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      onOutput(output, child);
    });
  }
  const [code]: (number | null)[] = await once(child, 'close');
  return { code: code ?? null, output };
}
