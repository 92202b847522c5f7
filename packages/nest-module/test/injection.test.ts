import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { symbl, type TokenClient } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it } from 'vitest';
import { InjectTokenClient, TokenModule, TokenService } from '../src/index.ts';

describe('injection', () => {
  it('works', async () => {
    await using server = await createMockServer();
    const [{ appId, appSecret }] = server.apps;
    @Injectable()
    class A {
      constructor(
        private readonly byClass: TokenService,
        @InjectTokenClient() private readonly byToken: TokenClient,
      ) {}
      get() {
        return [this.byClass, this.byToken];
      }
    }
    @Controller()
    class C {
      constructor(readonly a: A) {}
      @Get() async get() {
        const [c] = this.a.get();
        const r = await c!.fetch(server.url + '/v1/conversations/1');
        return { status: r.status };
      }
    }
    @Module({
      imports: [TokenModule.forRoot({ issuer: symbl({ appId, appSecret, baseUrl: server.url }) })],
      providers: [A],
      controllers: [C],
    })
    class App {}
    const app = await NestFactory.create(App);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const got = await Promise.all(Array.from({ length: 100 }, () => fetch(url).then((r) => r.json())));
    expect(got.every((g) => g.status === 200)).toBe(true);
    const [a, b] = app.get(A).get();
    expect(a).toBe(b);
    expect(server.counters().exchanges).toBe(1);
    await app.close();
  });
});
