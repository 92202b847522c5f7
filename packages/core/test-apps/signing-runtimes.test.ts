import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../test/caches/temporary-directory.ts';
import { installRuntimes } from './install-runtimes.ts';

it('every runtime signs with RSA, the three curves and Ed25519, by PEM and JWK, and reads the same instants', () => {
  using scratch = temporaryDirectory();
  const script = fileURLToPath(import.meta.resolve('./signing-probe.mjs'));
  const built = import.meta.resolve('../dist');
  const kinds = ['RS256', 'ES256', 'ES384', 'ES512', 'EdDSA'].flatMap((alg) => [`${alg} PEM`, `${alg} JWK`]);
  const signed = Object.fromEntries(kinds.map((kind) => [kind, true]));
  for (const { name, command, flags } of installRuntimes(scratch.path)) {
    const { stdout, stderr, status } = spawnSync(command, [...flags, script, built], { encoding: 'utf8' });
    expect({ name, stderr, status }).toEqual({ name, stderr: '', status: 0 });
    expect({ name, ...JSON.parse(stdout) }).toEqual({
      name,
      signed,
      lives: [1, 1, 1, 1].map((hour) => hour * 3_600_000),
    });
  }
});
