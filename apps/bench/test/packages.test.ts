import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const packed = pack(folder);

  it('holds these files', () => {
    expect(packed.files).toMatchSnapshot();
  });

  it('shows no way to our sources, which it does not hold', () => {
    expect(JSON.parse(packed.manifest)).toMatchObject({ exports: { './package.json': './package.json' } });
    expect(packed.manifest).not.toMatch(/@tokenkeep\/source|src\//);
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

/** What `pnpm publish` would send: its package.json, and the names of its files. Chunks are shown without their hashes, each kind once. */
function pack(folder: string): { readonly files: readonly string[]; readonly manifest: string } {
  const destination = mkdtempSync(join(tmpdir(), 'tokenkeep-tarball-'));
  try {
    const args = ['pack', '--json', '--pack-destination', destination];
    const output = execFileSync('pnpm', args, { cwd: new URL(folder, root), encoding: 'utf8' });
    const { filename, files }: { readonly filename: string; readonly files: readonly { readonly path: string }[] } =
      JSON.parse(output);
    const names = files.map(({ path }) => path.replace(/[\w-]+-[\w-]{8}(\.[\w.]+)$/, '[chunk]$1'));
    const manifest = execFileSync('tar', ['-xOf', filename, 'package/package.json'], { encoding: 'utf8' });
    return { files: [...new Set(names)].sort(), manifest };
  } finally {
    rmSync(destination, { recursive: true });
  }
}
