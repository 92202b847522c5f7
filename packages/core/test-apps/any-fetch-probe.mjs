// Runs in Node 22, 24 and 26, see any-fetch.test.ts. Prints one line of JSON: what was done, and what was not as it should be.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { bodies, filled, shape, streams } from './any-fetch-bodies.mjs';

const { core, modules, authorityFile, keyPair } = JSON.parse(process.argv[2]);
const { createTokenClient, symbl } = await import(`${core}/index.js`);
const load = (name) => import(`${modules}/${name}`);
const [ca, { key, cert }] = [readFileSync(authorityFile), keyPair];

const done = [];
const faults = [];
let aheadMs = 0;
const clock = { now: () => Date.now() + aheadMs, monotonic: () => performance.now() + aheadMs };
const refused = new Set();
let tokens = 0;

/** Issuer and API in one: gives `token-n`, refuses those in `refused`, and remembers the rest. */
function world(seen) {
  return async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const { method, url, headers } = request;
    if (url === '/oauth2/token:generate') {
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ accessToken: `token-${(tokens += 1)}`, expiresIn: 3600 }));
    }
    seen.push({ method, url, headers: { ...headers }, body });
    response.statusCode = refused.has(headers.authorization) ? 401 : 200;
    return response.end(JSON.stringify({ ok: response.statusCode === 200 }));
  };
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return server.address().port;
}

function clientOf(baseUrl, fetch) {
  return createTokenClient({ issuer: symbl({ appId: 'app', appSecret: 'secret', baseUrl }), clock, fetch });
}

/** A GET and a POST of JSON, the token revoked in between. */
async function useClient(title, client, seen) {
  try {
    const first = await client.fetch('/v1/a', { headers: { 'x-mine': 'yes' } });
    if ((await first.json()).ok !== true) throw new Error(`HTTP ${first.status}`);
    refused.add(`Bearer ${(await client.getToken()).accessToken}`);
    aheadMs += 5000;
    const second = await client.fetch('/v1/b', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    if ((await second.text()) !== '{"ok":true}') throw new Error(`HTTP ${second.status}`);
    const last = seen.at(-1);
    if (last.body.toString() !== '{"a":1}' || last.method !== 'POST') throw new Error('another request came');
    done.push(title);
  } catch (error) {
    faults.push(`${title}: ${error.stack}`);
  } finally {
    await client.close();
  }
}

const seen = [];
const http = createServer(world(seen));
const plainOrigin = `http://localhost:${await listening(http)}`;
const https = createHttpsServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true }, world(seen));
const tlsOrigin = `https://localhost:${await listening(https)}`;
const http2 = createSecureServer({ key, cert, allowHTTP1: false }, world(seen));
const http2Origin = `https://localhost:${await listening(http2)}`;
let tunnels = 0;
const proxy = createServer().on('connect', (request, socket, head) => {
  tunnels += 1;
  const [host, port] = request.url.split(':');
  const upstream = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  for (const each of [upstream, socket]) each.on('error', () => socket.destroy());
});
const proxyUri = `http://localhost:${await listening(proxy)}`;

const implementations = { platform: { fetch: globalThis.fetch, FormData } };
for (const name of ['undici-6', 'undici-7', 'undici-8']) {
  const undici = await load(`${name}/index.js`);
  implementations[name] = { fetch: undici.fetch, FormData: undici.FormData };
  const tls = { ca, key, cert };
  const dispatchers = {
    'a client certificate': [tlsOrigin, new undici.Agent({ connect: tls })],
    'HTTP/2': [http2Origin, new undici.Agent({ allowH2: true, connect: { ca } })],
    'a proxy': [tlsOrigin, new undici.ProxyAgent({ uri: proxyUri, requestTls: tls })],
    'a pool of one connection': [plainOrigin, new undici.Agent({ connections: 1 })],
  };
  for (const [title, [origin, dispatcher]] of Object.entries(dispatchers)) {
    tunnels = 0;
    const around = clientOf(origin, (url, init) => undici.fetch(url, { ...init, dispatcher }));
    await useClient(`${name}, ${title}`, around, seen);
    undici.setGlobalDispatcher(dispatcher);
    await useClient(`${name}, ${title}, as given`, clientOf(origin, undici.fetch), seen);
    if (title === 'a proxy' && tunnels === 0) faults.push(`${name}: the proxy was passed by`);
    undici.setGlobalDispatcher(new undici.Agent());
    await dispatcher.destroy();
  }
}
for (const name of ['node-fetch-2', 'node-fetch-3', 'cross-fetch']) {
  const module = await load(
    name === 'node-fetch-3'
      ? `${name}/src/index.js`
      : name === 'cross-fetch'
        ? `${name}/dist/node-ponyfill.js`
        : `${name}/lib/index.js`,
  );
  const fetch = [module.default?.default, module.default, module.fetch].find((each) => typeof each === 'function');
  implementations[name] = { fetch, FormData: module.FormData };
  await useClient(name, clientOf(plainOrigin, fetch), seen);
}
implementations.platform.foreignForms = [
  ['a form of undici 6', (await load('undici-6/index.js')).FormData],
  ['a form of formdata-node', (await load('formdata-node/lib/form-data.js')).FormData],
  ['a form of node-fetch', implementations['node-fetch-3'].FormData],
];

async function compare(title, fetch, body, isStream) {
  const client = clientOf(plainOrigin, fetch === globalThis.fetch ? undefined : fetch);
  const init = () => ({
    method: 'POST',
    headers: { 'x-mine': 'yes' },
    body: body(),
    ...(isStream && { duplex: 'half' }),
  });
  const from = seen.length;
  try {
    await client.getToken();
    await (
      await fetch(`${plainOrigin}/v1/c`, { ...init(), headers: { 'x-mine': 'yes', authorization: 'Bearer plain' } })
    ).text();
    await (await client.fetch(`${plainOrigin}/v1/c`, init())).text();
    refused.add(`Bearer ${(await client.getToken()).accessToken}`);
    aheadMs += 5000;
    const again = await client.fetch(`${plainOrigin}/v1/c`, init());
    await again.text();
    const shapes = seen.slice(from).map(shape);
    const [plain, ...ours] = shapes;
    if (ours.length !== (isStream ? 2 : 3)) faults.push(`${title}: ${ours.length} requests`);
    if (again.status !== (isStream ? 401 : 200)) faults.push(`${title}: ${again.status} after a 401`);
    for (const each of ours)
      if (each !== plain) faults.push(`${title}: ${each.slice(0, 500)} instead of ${plain.slice(0, 500)}`);
    done.push(title);
  } catch (error) {
    faults.push(`${title}: ${error.stack}`);
  } finally {
    await client.close();
  }
}

for (const [name, { fetch, FormData: Form, foreignForms = [] }] of Object.entries(implementations)) {
  const isJsonAndTextOnly = name === 'node-fetch-2' || name === 'cross-fetch' || name === 'node-fetch-3';
  for (const [kind, body] of Object.entries(bodies)) {
    if (
      isJsonAndTextOnly &&
      !['a string', 'an empty string', 'parameters', 'a Buffer', 'a stream of Node'].includes(kind)
    )
      continue;
    await compare(`${name}, ${kind}`, fetch, body, kind in streams);
  }
  if (Form !== undefined) await compare(`${name}, its form`, fetch, () => filled(Form), false);
  for (const [kind, Foreign] of foreignForms) await compare(`${name}, ${kind}`, fetch, () => filled(Foreign), false);
}
for (const [kind, body] of Object.entries({ ...bodies, 'a form': () => filled(FormData) })) {
  if (kind in streams) continue;
  const asRequest = (url, init) => fetch(new Request(url, init));
  const client = clientOf(plainOrigin, undefined);
  const from = seen.length;
  await (await asRequest(`${plainOrigin}/v1/d`, { method: 'POST', body: body() })).text();
  await (await client.fetch(new Request(`${plainOrigin}/v1/d`, { method: 'POST', body: body() }))).text();
  refused.add(`Bearer ${(await client.getToken()).accessToken}`);
  aheadMs += 5000;
  await (await client.fetch(new Request(`${plainOrigin}/v1/d`, { method: 'POST', body: body() }))).text();
  const [plain, ...ours] = seen.slice(from).map(shape);
  // Longer than what is kept.
  if (ours.length !== (kind === 'a large blob' ? 2 : 3)) faults.push(`a Request, ${kind}: ${ours.length} requests`);
  for (const each of ours)
    if (each !== plain) faults.push(`a Request, ${kind}: ${each.slice(0, 500)} instead of ${plain.slice(0, 500)}`);
  await client.close();
  done.push(`a Request, ${kind}`);
}

process.stdout.write(`${JSON.stringify({ node: process.version, done, faults })}\n`, () => process.exit());
