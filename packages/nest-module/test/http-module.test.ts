import { HttpModule, HttpService } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { symbl } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { TokenModule, TokenService } from '../src/index.ts';
import { startApp } from './start-app.ts';

describe('HttpModule of @nestjs/axios over the fetch of a token client', () => {
  it('presents one token to any number of calls, and sends a POST again after a 401', async () => {
    await using server = await createMockServer();
    const issuer = symbl({ ...server.apps[0], baseUrl: server.url });
    @Module({
      imports: [
        HttpModule.registerAsync({
          imports: [TokenModule.forRoot({ issuer })],
          inject: [TokenService],
          useFactory: (tokens: TokenService) => ({
            adapter: 'fetch',
            env: { fetch: tokens.fetch },
            baseURL: tokens.apiBaseUrl ?? '',
          }),
        }),
      ],
    })
    class AppModule {}
    await using running = await startApp(AppModule);
    const http = running.app.get(HttpService, { strict: false });
    const get = async () => (await firstValueFrom(http.get('/v1/conversations/7'))).data.id;

    expect(await Promise.all(Array.from({ length: 20 }, get))).toEqual(Array.from({ length: 20 }, () => '7'));
    expect(server.counters()).toMatchObject({ exchanges: 1, apiCalls: 20 });

    server.revoke();
    const posted = await firstValueFrom(http.post('/v1/process/text', { messages: [{ text: 'hello' }] }));
    expect(posted.status).toBe(201);
    expect(server.counters().exchanges).toBe(2);
  });
});
