import { Controller, Get, Module, NotFoundException, UseFilters, type Type } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TokenError, type TokenErrorFacts } from '@tokenkeep/core';
import { describe, expect, it } from 'vitest';
import { toHttpException, TokenExceptionFilter, TokenHttpException, TokenModule, TokenService } from '../src/index.ts';
import { fakeTokenClient } from '../src/testing/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { platforms, startApp, type Platform } from './start-app.ts';

const origin = 'https://issuer.example.com';
const secretMessage = `Token endpoint said something at ${origin}: check it.`;

const cases: readonly [TokenErrorFacts, number, string | null][] = [
  [{ code: 'ERR_TOKEN_CREDENTIALS', status: 401 }, 502, null],
  [{ code: 'ERR_TOKEN_REQUEST', status: 400 }, 502, null],
  [{ code: 'ERR_TOKEN_FORBIDDEN', status: 403 }, 502, null],
  [{ code: 'ERR_TOKEN_NOT_FOUND', status: 404 }, 502, null],
  [{ code: 'ERR_TOKEN_RESPONSE', reason: 'html' }, 502, null],
  [{ code: 'ERR_TOKEN_LIFETIME' }, 502, null],
  [{ code: 'ERR_TOKEN_NETWORK', reason: 'refused' }, 502, null],
  [{ code: 'ERR_TOKEN_SERVER', status: 500 }, 502, null],
  [{ code: 'ERR_TOKEN_SERVER', status: 503 }, 503, '1'],
  [{ code: 'ERR_TOKEN_SERVER', status: 500, retryAfterMs: 3000 }, 503, '3'],
  [{ code: 'ERR_TOKEN_RATE_LIMITED', status: 429, retryAfterMs: 6500 }, 503, '7'],
  [{ code: 'ERR_TOKEN_CLOSED' }, 503, '1'],
  [{ code: 'ERR_TOKEN_TIMEOUT' }, 504, null],
  [{ code: 'ERR_TOKEN_CONFIG' }, 500, null],
];
const messages: Readonly<Record<number, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function appThat(fails: () => unknown, how: 'global' | 'bound'): Type {
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
  @Module({
    imports: [TokenModule.forRoot({ client: fakeTokenClient() })],
    controllers: [FailingController],
    providers: how === 'global' ? [{ provide: APP_FILTER, useClass: TokenExceptionFilter }] : [],
  })
  class AppModule {}
  return AppModule;
}

async function answerTo(error: unknown, platform: Platform, how: 'global' | 'bound' = 'global') {
  const logger = new RecordingLogger('TokenModule');
  await using running = await startApp(
    appThat(() => error, how),
    { platform, logger },
  );
  const response = await fetch(running.url);
  const { status, headers } = response;
  return { status, retryAfter: headers.get('retry-after'), body: await response.json(), lines: logger.lines };
}

describe.each(platforms)('TokenExceptionFilter on %s', (platform) => {
  it.each(cases)(
    'answers %o with %i and Retry-After %s, and a body without internals',
    async (facts, status, retryAfter) => {
      const error = new TokenError(secretMessage, { ...facts, origin });
      const answer = await answerTo(error, platform);
      expect(answer).toMatchObject({ status, retryAfter, body: { statusCode: status, message: messages[status] } });
      expect(Object.keys(answer.body as object).toSorted()).toEqual(['message', 'statusCode']);
      expect(answer.lines).toContain(
        `${status === 500 ? 'error' : 'warn'} ${secretMessage} (${facts.code}) TokenModule`,
      );
    },
  );

  it('works bound to one controller', async () => {
    const error = new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER', retryAfterMs: 3000 });
    expect(await answerTo(error, platform, 'bound')).toMatchObject({ status: 503, retryAfter: '3' });
  });

  it('sends Retry-After for an exception that the application made by toHttpException', async () => {
    const error = toHttpException(new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER', retryAfterMs: 3000 }));
    expect(await answerTo(error, platform)).toMatchObject({ status: 503, retryAfter: '3', lines: [] });
  });

  it('takes the TokenError of another copy of core', async () => {
    const foreign = Object.assign(new Error(secretMessage), {
      name: 'TokenError',
      code: 'ERR_TOKEN_SERVER',
      retryAfterMs: 2000,
    });
    expect(await answerTo(foreign, platform)).toMatchObject({ status: 503, retryAfter: '2' });
  });

  it('leaves every other error to the application', async () => {
    expect(await answerTo(new NotFoundException(), platform)).toMatchObject({ status: 404 });
    expect(await answerTo(new Error('internals'), platform)).toMatchObject({
      status: 500,
      body: { message: 'Internal server error' },
    });
  });
});

describe('toHttpException', () => {
  it('keeps the origin, code and message of the error to itself', () => {
    const exception = toHttpException(new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER', status: 503, origin }));
    expect(exception).toBeInstanceOf(TokenHttpException);
    expect(exception.getStatus()).toBe(503);
    expect(exception.retryAfter).toBe(1);
    expect(JSON.stringify([exception.getResponse(), exception, exception.message])).not.toMatch(/issuer|ERR_TOKEN/);
  });
});

describe('outside of HTTP', () => {
  it('the filter throws the error again', () => {
    const error = new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER' });
    const host = { getType: () => 'rpc' };
    expect(() => new TokenExceptionFilter().catch(error, host as never)).toThrow(error);
  });
});
