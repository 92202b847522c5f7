import { Controller, Get, Module, UseFilters, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TokenExceptionFilter, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { startApp, type Platform } from './start-app.ts';

/** Ways to put the filter to work. The last two by hand: without Nest's adapter and, in `main.ts`, with it. */
export type How = 'global' | 'bound' | 'new' | 'main';

/** An application whose only route fails with this, or answers a token if it is `undefined`. */
export function appThat(fails: () => unknown, how: How): Type {
  const error = (): unknown => fails();
  @Controller()
  class FailingController {
    constructor(private readonly tokens: TokenService) {}
    @Get()
    async show(): Promise<unknown> {
      const failure = error();
      if (failure !== undefined) throw failure;
      return this.tokens.getToken();
    }
  }
  if (how === 'bound') UseFilters(TokenExceptionFilter)(FailingController);
  if (how === 'new') UseFilters(new TokenExceptionFilter())(FailingController);
  @Module({
    imports: [TokenModule.forRoot({ client: fakeTokenClient() })],
    controllers: [FailingController],
    providers: how === 'global' ? [{ provide: APP_FILTER, useClass: TokenExceptionFilter }] : [],
  })
  class AppModule {}
  return AppModule;
}

/** What it answers and logs. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
  readonly lines: readonly string[];
}

/** Calls {@link appThat} once. */
export async function answerTo(error: unknown, platform: Platform, how: How = 'global'): Promise<Answer> {
  const logger = new RecordingLogger('TokenModule');
  await using running = await startApp(
    appThat(() => error, how),
    {
      platform,
      logger,
      prepare(app) {
        if (how === 'main') app.useGlobalFilters(new TokenExceptionFilter(app.getHttpAdapter()));
      },
    },
  );
  const response = await fetch(running.url);
  const { status, headers } = response;
  return { status, retryAfter: headers.get('retry-after'), body: await response.json(), lines: logger.lines };
}
