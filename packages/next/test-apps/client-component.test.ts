import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { build, copyApp, remove } from './next-app.ts';

const why = 'must-stay-on-the-server--it-holds-credentials';

describe.each(['--turbopack', '--webpack'])(
  'a client component that imports the package, with next build %s',
  (bundler) => {
    it.each([
      ['by name', (page: string) => page],
      [
        'when it is used',
        () => "'use client';\nexport default () => String(() => import('@tokenkeep/next/token-route'));\n",
      ],
      [
        'by require',
        () => "'use client';\nconst next = require('@tokenkeep/next');\nexport default () => String(next);\n",
      ],
    ])('(%s) fails the build, which says why', async (_how, change) => {
      const directory = await copyApp('leaking-app');
      onTestFinished(() => remove(directory));
      const page = join(directory, 'app', 'page.tsx');
      await writeFile(page, change(await readFile(page, 'utf8')));
      const { code, output } = await build(directory, {}, bundler);
      expect(output).toContain(why);
      expect(output).toContain('app/page.tsx');
      expect(code).toBe(1);
    });
  },
);
