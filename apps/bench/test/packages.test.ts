import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../packages/', import.meta.url);

interface Manifest {
  readonly private?: boolean;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly publishConfig: { readonly access: string };
}

const published = readdirSync(root).filter((folder) => manifestOf(folder).private !== true);

describe.each(published)('the tarball of %s', (folder) => {
  it('holds these files', () => {
    expect(packedFiles(folder)).toMatchSnapshot();
  });

  it('carries licence and engines; provenance is the release workflow’s', () => {
    expect(manifestOf(folder)).toMatchObject({
      license: 'MIT',
      engines: { node: '>=22.13' },
      publishConfig: { access: 'public' },
    });
    expect(manifestOf(folder).publishConfig).not.toHaveProperty('provenance');
  });
});

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), 'utf8'));
}

/** What `npm publish` would send. Chunks are shown without their hashes, each kind once. */
function packedFiles(folder: string): readonly string[] {
  const cwd = new URL(folder, root);
  const output = execFileSync('pnpm', ['pack', '--dry-run', '--json'], { cwd, encoding: 'utf8' });
  const { files }: { readonly files: readonly { readonly path: string }[] } = JSON.parse(output);
  const names = files.map(({ path }) => path.replace(/[\w-]+-[\w-]{8}(\.[\w.]+)$/, '[chunk]$1'));
  return [...new Set(names)].sort();
}
