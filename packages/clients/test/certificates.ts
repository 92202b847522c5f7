import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** An authority that nobody knows, and what it signed. */
export interface Certificates extends Disposable {
  readonly authority: string;
  readonly authorityFile: string;
  readonly server: KeyPair;
  readonly client: KeyPair;
}

/** Whether this machine has the `openssl` command, without which no certificate can be made. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/** Makes them in a temporary folder; the server is `localhost`. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'tokenkeep-clients-'));
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  /** Signed by the authority, which signs itself. */
  const make = (name: string, ...more: readonly string[]): KeyPair => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '2'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const args = ['req', '-x509', ...curve, ...files, ...more];
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`);
    return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
  };
  const authority = make('authority');
  const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  return {
    authority: authority.cert,
    authorityFile: join(folder, 'authority.pem'),
    server: make('localhost', ...signed, '-addext', 'subjectAltName=DNS:localhost'),
    client: make('client', ...signed),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}
