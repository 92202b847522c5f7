import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { build, copyApp, remove } from './next-app.ts';

const why = 'must-stay-on-the-server--it-holds-credentials';

// A bundler tells one importer of each module that is missing: by name and by require are two modules.
const byRequire = "'use client';\nconst next = require('@tokenkeep/next');\nexport default () => String(next);\n";
const whenUsed = "'use client';\nexport default () => String(() => import('@tokenkeep/next/token-route'));\n";

describe.each(['--turbopack', '--webpack'])(
  'a client component that imports the package, with next build %s',
  (bundler) => {
    /** @param pages beside the page of the app, or in its place */
    async function buildWith(pages: Readonly<Record<string, string>>): ReturnType<typeof build> {
      const directory = await copyApp('leaking-app');
      onTestFinished(() => remove(directory));
      for (const [name, text] of Object.entries(pages)) {
        await mkdir(join(directory, 'app', name), { recursive: true });
        await writeFile(join(directory, 'app', name, 'page.tsx'), text);
      }
      return build(directory, {}, bundler);
    }

    it('by name or by require fails the build, which says why', async () => {
      const { code, output } = await buildWith({ 'by-require': byRequire });
      expect(output.split(why).length).toBeGreaterThan(2);
      expect(output).toContain('app/page.tsx');
      expect(output).toContain('app/by-require/page.tsx');
      expect(code).toBe(1);
    });

    it('when it is used fails the build, which says why', async () => {
      const { code, output } = await buildWith({ '.': whenUsed });
      expect(output).toContain(why);
      expect(output).toContain('app/page.tsx');
      expect(code).toBe(1);
    });
  },
);
