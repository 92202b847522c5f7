import { createRequire } from 'node:module';
import { Inject, Injectable, Module } from '@nestjs/common';
import type { TokenClient } from '@tokenkeep/core';
import { fakeTokenClient } from '@tokenkeep/core/testing';
import { describe, expect, it } from 'vitest';
import * as thisCopy from '../src/index.ts';
import { startApp } from '../test/start-app.ts';

const { TokenModule, InjectTokenClient, getTokenClientToken } = thisCopy;
const require = createRequire(import.meta.url);
// Two more copies of the package, as npm may install them: built as ES modules, and for CommonJS.
const otherCopies: readonly [string, typeof thisCopy][] = [
  ['as ES modules', await import('@tokenkeep/nest-module')],
  ['for CommonJS', require('../dist/index.cjs')],
];

describe.each(otherCopies)('a second copy of the package, %s,', (_, other) => {
  @Injectable()
  class OfTheOther {
    constructor(
      @Inject(other.TokenService) readonly byClass: TokenClient,
      @other.InjectTokenClient() readonly byToken: TokenClient,
      @other.InjectTokenClient('sales') readonly sales: TokenClient,
    ) {}
  }

  it('injects the un-named client of this one, by class and by token, as it does the named ones', async () => {
    expect(other.TokenModule).not.toBe(TokenModule);
    const [client, sales] = [fakeTokenClient(), fakeTokenClient()];
    @Module({
      imports: [TokenModule.forRoot({ client }), TokenModule.forRoot({ client: sales, name: 'sales' })],
      providers: [OfTheOther],
    })
    class AppModule {}
    await using running = await startApp(AppModule);
    const service = running.app.get(OfTheOther);
    expect([service.byClass, service.byToken, service.sales]).toEqual([client, client, sales]);
    expect(service.byClass).toBe(client);
    expect(service.byToken).toBe(client);
  });

  it('serves an injection of this one', async () => {
    const client = fakeTokenClient();
    @Injectable()
    class OfThis {
      constructor(@InjectTokenClient() readonly tokens: TokenClient) {}
    }
    @Module({ imports: [other.TokenModule.forRoot({ client })], providers: [OfThis] })
    class AppModule {}
    await using running = await startApp(AppModule);
    expect(running.app.get(OfThis).tokens).toBe(client);
    expect(running.app.get(getTokenClientToken())).toBe(client);
  });
});
