import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tableRows } from '@tokenkeep/pages';
import { describe, expect, it } from 'vitest';
import { plainNames } from '../src/errors/endpoint.ts';
import { meanings, type Meaning } from '../src/errors/meaning.ts';
import { statusError } from '../src/errors/status-error.ts';
import { toTokenError } from '../src/errors/to-token-error.ts';
import { readJson } from '../src/http/read-json.ts';
import { refusedUrl } from '../src/http/refused-url.ts';
import { requireCredential } from '../src/issuer/credential.ts';
import { checkGrant } from '../src/token/parse-token-response.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');
const page = read('docs/troubleshooting.md');

/** What the page calls a rest. */
const rests: Readonly<Record<Meaning['rest'], string>> = {
  growing: '1 s doubling to 30 s',
  lasting: '30 s',
  brief: '1 s',
};

describe('docs/troubleshooting.md', () => {
  it.each(Object.entries(meanings))('tells of %s what the table of meanings says', (code, meaning) => {
    const { retryable, rest, gatewayStatus, level } = meaning;
    const [, ...told] = tableRows(page).find(([first]) => first === `\`${code}\``) ?? [];
    expect(told.slice(0, 4)).toEqual([retryable ? 'yes' : 'no', rests[rest], String(gatewayStatus), level]);
  });

  it('has a row for every reason, and for no other', () => {
    const [, union = ''] =
      /export type TokenErrorReason =([^]*?);/.exec(read('packages/core/src/errors/token-error.ts')) ?? [];
    const reasons = [...union.matchAll(/\| '([\w-]+)'/g)].map(([, reason = '']) => reason);
    const [, section = ''] = /^## By reason\n([^]*?)^## /m.exec(page) ?? [];
    const told = tableRows(section).map(([first = '']) => first.replaceAll('`', ''));
    expect(reasons.length).toBeGreaterThan(20);
    expect(told.toSorted()).toEqual(reasons.toSorted());
  });

  it('has a row for every event, and for no other', () => {
    const [, section = ''] = /^## By event\n([^]*?)^## /m.exec(page) ?? [];
    const types = [...read('packages/core/src/events.ts').matchAll(/readonly type: '([\w-]+)'/g)].map(
      ([, type]) => type,
    );
    const told = tableRows(section).flatMap(([first = '']) => first.match(/(?<=`)[a-z-]+(?=`)/g) ?? []);
    expect(types.length).toBeGreaterThan(15);
    expect(told.toSorted()).toEqual(types.toSorted());
  });

  it('quotes messages as the code writes them', async () => {
    const at = { origin: 'https://api.example.com', names: plainNames };
    const message = (call: () => unknown): string => {
      try {
        return String(call());
      } catch (error) {
        return String(error);
      }
    };
    const made = [
      ...[302, 400, 401, 403, 404, 429, 500].map((status) => statusError(status, at).message),
      ...['ENOTFOUND', 'ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED'].map(
        (code) => toTokenError(Object.assign(new Error('x'), { code }), at).message,
      ),
      String(await readJson(new Response('<html>'), at, new AbortController().signal).catch((error: unknown) => error)),
      message(() => checkGrant({ accessToken: 'x', expiresInMs: undefined }, at)),
      message(() => requireCredential('appId', '')),
      refusedUrl('/v1', undefined, []),
      refusedUrl('https://elsewhere.example/', new URL('https://elsewhere.example/'), ['https://api.example.com']),
    ];
    const sources = globSync('packages/{core,redis-cache}/src/**/*.ts', { cwd: root }).map(read);
    const said = [...made, ...sources].join('\n').replaceAll(/\$\{[^}]*\}+/g, '…');
    const [, section = ''] = /^## By message\n([^]*?)^## /m.exec(page) ?? [];
    const quoted = tableRows(section).map(([first = '']) => first.replaceAll('`', ''));
    const fragments = quoted.flatMap((message) => message.split('…').map((part) => part.trim()));
    expect(quoted.length).toBeGreaterThan(20);
    expect(fragments.filter((fragment) => !said.includes(fragment))).toEqual([]);
  });
});
