import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { openWebSocket as openNativeWebSocket } from '../recipes/native-web-socket.ts';
import { openWebSocket } from '../recipes/ws.ts';
import { bearer, startWorld, type World } from './world.ts';

/** Lets the API of a world speak WebSocket, to those with a live token in the header or in the query. */
function startSocketServer({ api, admits }: World): { readonly url: string; readonly asked: string[] } {
  const asked: string[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  api.server.on('upgrade', async (request, socket, head) => {
    const { searchParams, pathname } = new URL(request.url ?? '', api.origin);
    asked.push(pathname);
    const token = bearer(request.headers.authorization) ?? searchParams.get('access_token') ?? undefined;
    const status = pathname === '/broken' ? '503 Broken' : (await admits(token)) ? undefined : '401 Unauthorized';
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => open.send('hello'));
  });
  return { url: api.origin.replace('http', 'ws'), asked };
}

/** An open socket, of either make. */
interface Open {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
}

describe.each<[string, (world: World, url: string, prepare?: (socket: Open) => void) => Promise<Open>]>([
  ['ws', ({ tokens }, url, prepare) => openWebSocket(tokens, url, prepare)],
  [
    'the native WebSocket',
    ({ tokens, api }, url, prepare = () => undefined) =>
      openNativeWebSocket(tokens, { url, probe: `${api.origin}/probe`, prepare }),
  ],
])('%s', (_, open) => {
  it('opens with the token', async () => {
    await using world = await startWorld();
    const { url } = startSocketServer(world);
    const message = Promise.withResolvers<unknown>();
    const listen = (socket: Open): void => socket.addEventListener('message', ({ data }) => message.resolve(data));
    const socket = await open(world, `${url}/stream`, listen);
    expect(await message.promise).toBe('hello');
    socket.close();
    expect(world.issuer.counters().exchanges).toBe(1);
  });

  it('opens with another token after the API revoked the first', async () => {
    await using world = await startWorld();
    const { url, asked } = startSocketServer(world);
    (await open(world, `${url}/1`)).close();
    world.revoke();
    (await open(world, `${url}/2`)).close();
    // Node's own asks a second time by itself after a 401.
    expect([...new Set(asked)]).toEqual(['/1', '/2']);
    expect(world.issuer.counters().exchanges).toBe(2);
  });

  it('throws away no token because the server is broken', async () => {
    await using world = await startWorld();
    const { url, asked } = startSocketServer(world);
    await expect(open(world, `${url}/broken`)).rejects.toThrow(/503|did not open/);
    expect(asked).toEqual(['/broken']);
    (await open(world, `${url}/1`)).close();
    expect(world.issuer.counters().exchanges).toBe(1);
  });

  it('opens nothing at another origin', async () => {
    await using world = await startWorld();
    const stranger = { ...world, api: world.stranger };
    const { url, asked } = startSocketServer(stranger);
    await expect(open(world, `${url}/1`)).rejects.toThrow('No token goes to http://127.0.0.1');
    expect(asked).toEqual([]);
  });
});

describe('a token in the URL of a WebSocket', () => {
  it('is [redacted] when it was put there by a template instead of by its accessToken', async () => {
    await using world = await startWorld();
    const token = await world.tokens.getToken();
    expect(`wss://api.example.com/?access_token=${token}`).toContain('[redacted]');
    expect(inspect(new URLSearchParams({ access_token: String(token) }))).not.toContain(token.accessToken);
  });

  it('can stay out of it in Node, whose WebSocket takes headers', async () => {
    await using world = await startWorld();
    const { url, asked } = startSocketServer(world);
    const { accessToken } = await world.tokens.getToken();
    const headers = { authorization: `Bearer ${accessToken}` };
    // Not in the types of the web.
    const socket: WebSocket = Reflect.construct(WebSocket, [`${url}/header`, { headers }]);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    socket.close();
    expect(asked).toEqual(['/header']);
  });
});
