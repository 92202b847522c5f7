import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileSnippets, snippetsOf } from '@tokenkeep/pages';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTokenClient, type TokenIssuer } from '../../src/index.ts';
import { loopbackServer } from '../loopback-server.ts';
import { token, type DocumentedApi } from './documented-apis/documented-api.ts';
import { documentedApis } from './documented-apis/index.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const core = join(root, 'packages/core');
const page = readFileSync(join(root, 'docs/endpoints.md'), 'utf8');
const compiled = snippetsOf(page, 'ts').filter(({ note }) => note === '');
const snippets = Object.fromEntries(compiled.map(({ heading, code }) => [heading, code]));

// Inside the package, so that the snippets find it and its tools by name.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(core, 'endpoint-snippets-'));
  for (const [title, code] of Object.entries(snippets)) writeFileSync(join(folder, fileOf(title)), inFolder(code));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function fileOf(title: string): string {
  return `${title.replaceAll(/\W+/g, '-')}.ts`;
}

/** What is at /run on a server is in the folder here. */
function inFolder(text: string): string {
  return text.replaceAll('/run/', `${folder}/run/`);
}

describe('docs/endpoints.md', () => {
  it('has a snippet for each documented API, and none that no stub is for', () => {
    expect(Object.keys(snippets).sort()).toEqual(Object.keys(documentedApis).sort());
  });

  it('has snippets that a strict compiler accepts, against the package as it is built', () => {
    expect(compileSnippets(page, core)).toEqual({ compiled: compiled.length, complaints: '' });
  }, 60_000);

  it.each(Object.keys(documentedApis))('gets a token of %s, and presents it as the API takes it', async (title) => {
    const api: DocumentedApi = Object(documentedApis[title]);
    for (const [name, value] of Object.entries(api.env ?? {})) vi.stubEnv(name, inFolder(value));
    for (const [path, content] of Object.entries(api.files ?? {})) {
      mkdirSync(dirname(inFolder(path)), { recursive: true });
      writeFileSync(inFolder(path), content);
    }
    const asked: string[] = [];
    await using stub = await loopbackServer((request, response) => {
      const url = new URL(String(request.headers['x-stub-url']));
      const { method, headers, body } = request;
      asked.push(`${method} ${url.href}`);
      const besides = api.besides?.[url.href];
      if (besides !== undefined) return response.end(JSON.stringify(besides));
      if (url.href === api.api) {
        const [name, value] =
          api.presented === undefined ? ['authorization', `Bearer ${token}`] : [api.presented, token];
        return response.writeHead(headers[name] === value ? 200 : 401).end();
      }
      const known = url.href === api.url && method === (api.method ?? 'POST');
      const wanted = known && api.wants({ method, url, headers, body: body.toString() });
      response.writeHead(wanted ? (api.status ?? 200) : 400, api.answerHeaders);
      return response.end(JSON.stringify(wanted ? api.answers : { error: 'invalid_request' }));
    });
    const system = globalThis.fetch;
    /** Leads every request to the stub, whatever host it is for. */
    const toStub: typeof fetch = (input, init) => {
      const request = new Request(input, init);
      request.headers.set('x-stub-url', request.url);
      const { pathname, search } = new URL(request.url);
      return system(new Request(`${stub.origin}${pathname}${search}`, request));
    };
    vi.stubGlobal('fetch', toStub);

    const { issuer }: { issuer: TokenIssuer } = await import(pathToFileURL(join(folder, fileOf(title))).href);
    await using tokens = createTokenClient({ issuer });
    const { accessToken, lifetimeMs } = await tokens.getToken();
    expect(accessToken).toBe(token);
    expect(lifetimeMs).toBeGreaterThan(200_000);
    expect((await tokens.fetch(api.api)).status).toBe(200);
    expect(asked).toEqual([...asksOf(api), `GET ${api.api}`]);
  });
});

/** The requests until there is a token. */
function asksOf(api: DocumentedApi): readonly string[] {
  return [...Object.keys(api.besides ?? {}).map((url) => `GET ${url}`), `${api.method ?? 'POST'} ${api.url}`];
}
