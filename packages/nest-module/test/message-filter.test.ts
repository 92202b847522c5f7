import { once } from 'node:events';
import type { Server } from 'node:net';
import { Controller, Module, UseFilters, type Type } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { TokenError, type TokenErrorFacts } from '@tokenkeep/core';
import { firstValueFrom, timeout } from 'rxjs';
import { io } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { TokenExceptionFilter, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { startApp } from './start-app.ts';

const secretMessage = 'Token endpoint said something at https://issuer.example.com: check it.';
const down: TokenErrorFacts = { code: 'ERR_TOKEN_SERVER', status: 503, retryAfterMs: 3000 };
const answer = { status: 'error', message: 'Service Unavailable' };
const line = `warn ${secretMessage} (ERR_TOKEN_SERVER) TokenModule`;

/** An application with these parts, whose client has no token to give. */
function appWith(parts: { readonly controllers?: Type[]; readonly providers?: Type[] }): Type {
  const client = fakeTokenClient({ error: new TokenError(secretMessage, down) });
  const { controllers = [], providers = [] } = parts;
  @Module({
    imports: [TokenModule.forRoot({ client })],
    controllers,
    providers: [...providers, { provide: APP_FILTER, useClass: TokenExceptionFilter }],
  })
  class AppModule {}
  return AppModule;
}

@Controller()
class TokenController {
  constructor(private readonly tokens: TokenService) {}
  @MessagePattern('ask')
  async ask(): Promise<number> {
    return (await this.tokens.getToken()).expiresIn;
  }
}

@WebSocketGateway()
@UseFilters(TokenExceptionFilter) // a gateway knows no APP_FILTER
class TokenGateway {
  constructor(private readonly tokens: TokenService) {}
  @SubscribeMessage('ask')
  async ask(): Promise<unknown> {
    return { event: 'ask', data: (await this.tokens.getToken()).expiresIn };
  }
}

describe('a message that fails for want of a token', () => {
  it('is answered by a microservice, over TCP', async () => {
    const logger = new RecordingLogger('TokenModule');
    const app = await NestFactory.createMicroservice(appWith({ controllers: [TokenController] }), {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
      logger,
    });
    await app.listen();
    const { port } = Object(app.unwrap<Server>().address()) as { readonly port: number };
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
    const asked = firstValueFrom(client.send('ask', {}).pipe(timeout(5000)));
    await expect(asked).rejects.toEqual(answer);
    expect(logger.lines).toEqual([line]);
    await client.close();
    await app.close();
  });

  it('is answered by a gateway, over socket.io', async () => {
    const logger = new RecordingLogger('TokenModule');
    await using running = await startApp(appWith({ providers: [TokenGateway] }), { logger });
    const socket = io(running.url, { transports: ['websocket'], reconnection: false });
    const { promise, resolve } = Promise.withResolvers<unknown>();
    socket.on('exception', resolve);
    socket.emit('ask', {});
    expect(await promise).toEqual(answer);
    expect(logger.lines).toEqual([line]);
    socket.close();
  });

  it('is answered by a gateway, over a WebSocket', async () => {
    const logger = new RecordingLogger('TokenModule');
    await using running = await startApp(appWith({ providers: [TokenGateway] }), {
      logger,
      prepare: (app) => app.useWebSocketAdapter(new WsAdapter(app)),
    });
    const socket = new WebSocket(running.url.replace('http', 'ws'));
    await once(socket, 'open');
    socket.send(JSON.stringify({ event: 'ask', data: {} }));
    const [{ data }] = await once(socket, 'message');
    expect(JSON.parse(data)).toEqual({ event: 'exception', data: answer });
    expect(logger.lines).toEqual([line]);
    socket.close();
  });
});
