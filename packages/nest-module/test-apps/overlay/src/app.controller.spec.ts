import { Test, TestingModule } from '@nestjs/testing';
import { TokenError } from '@tokenkeep/core';
import { getTokenClientToken } from '@tokenkeep/nest-module';
import { fakeTokenClient } from '@tokenkeep/nest-module/testing';
import { AppController } from './app.controller.js';
import { AppModule } from './app.module.js';

describe('AppController', () => {
  async function controller(fake: ReturnType<typeof fakeTokenClient>): Promise<AppController> {
    // No credentials in the environment of a unit test: the factory of the options does not run either.
    const module: TestingModule = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(getTokenClientToken())
      .useValue(fake)
      .overrideProvider(getTokenClientToken('sales'))
      .useValue(fake)
      .compile();
    return module.get<AppController>(AppController);
  }

  it('reads a conversation with the bearer of the fake client', async () => {
    const fake = fakeTokenClient({
      fetch: (request) => Response.json({ authorization: request.headers.get('authorization') }),
    });
    const appController = await controller(fake);
    expect(await appController.conversation('1')).toEqual({ authorization: 'Bearer fake-token' });
    expect(await appController.salesConversation('1')).toEqual({ authorization: 'Bearer fake-token' });
  });

  it('lets a token error through', async () => {
    const error = new TokenError('Token endpoint is down.', { code: 'ERR_TOKEN_SERVER' });
    const appController = await controller(fakeTokenClient({ error }));
    await expect(appController.conversation('1')).rejects.toBe(error);
  });
});
