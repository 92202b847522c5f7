import { Module } from '@nestjs/common';
import type { TokenClient } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { createStubInstance } from 'sinon';
import { describe, expect, it, vi } from 'vitest';
import { TokenModule, TokenService } from '../src/index.ts';
import { startApp } from './start-app.ts';

describe('the methods of TokenService', () => {
  const methods = ['close', 'fetch', 'getToken', 'invalidate', 'status'];

  it("are found by sinon's createStubInstance", async () => {
    const stub = createStubInstance(TokenService);
    stub.status.returns({ state: 'none', refreshing: false, expiresAt: undefined, refreshAt: undefined, expiresIn: 7 });
    stub.fetch.resolves(new Response('a title'));
    expect(stub.status().expiresIn).toBe(7);
    expect(await (await stub.fetch('/v1/conversations/1')).text()).toBe('a title');
  });

  it('are found by an automatic mock', () => {
    const mock = vi.mockObject(new TokenService());
    for (const method of methods) expect(vi.isMockFunction(Reflect.get(mock, method))).toBe(true);
  });

  it('reject with the remedy in a service that Nest made of the class itself', async () => {
    const remedy =
      'TokenService is what TokenModule provides: import TokenModule.forRoot() and take TokenService out of providers.';
    @Module({ providers: [TokenService] })
    class AppModule {}
    await using running = await startApp(AppModule);
    const service = running.app.get<TokenClient>(TokenService);
    await expect(service.getToken()).rejects.toThrow(remedy);
    await expect(service.fetch('/')).rejects.toThrow(remedy);
    await expect(service.invalidate('token')).rejects.toThrow(remedy);
    await expect(service.close()).rejects.toThrow(remedy);
    expect(() => service.status()).toThrow(remedy);
  });

  it('need no `this` in what is injected', async () => {
    @Module({ imports: [TokenModule.forRoot({ client: fakeTokenClient() })] })
    class AppModule {}
    await using running = await startApp(AppModule);
    const { getToken } = running.app.get(TokenService);
    expect((await getToken()).accessToken).toBe('fake-token');
  });
});
