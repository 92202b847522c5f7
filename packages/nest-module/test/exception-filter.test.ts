import type { ServerResponse } from 'node:http';
import {
  Controller,
  Get,
  Module,
  NotFoundException,
  Res,
  UseFilters,
  type MiddlewareConsumer,
  type NestModule,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TokenError, type TokenErrorFacts } from '@tokenkeep/core';
import { describe, expect, it, vi } from 'vitest';
import { toHttpException, TokenExceptionFilter, TokenHttpException } from '../src/index.ts';
import { answerTo, appThat, type How } from './failing-app.ts';
import { RecordingLogger } from './recording-logger.ts';
import { platforms, startApp } from './start-app.ts';

const origin = 'https://issuer.example.com';
const secretMessage = `Token endpoint said something at ${origin}: check it.`;

/** Each with its answer, its Retry-After, and how loud it is in the log. */
const cases: readonly [TokenErrorFacts, number, string | null, 'error' | 'warn'][] = [
  [{ code: 'ERR_TOKEN_CREDENTIALS', status: 401 }, 502, null, 'error'],
  [{ code: 'ERR_TOKEN_REQUEST', status: 400 }, 502, null, 'error'],
  [{ code: 'ERR_TOKEN_FORBIDDEN', status: 403 }, 502, null, 'error'],
  [{ code: 'ERR_TOKEN_NOT_FOUND', status: 404 }, 502, null, 'error'],
  [{ code: 'ERR_TOKEN_RESPONSE', reason: 'html' }, 502, null, 'error'],
  [{ code: 'ERR_TOKEN_LIFETIME' }, 502, null, 'warn'],
  [{ code: 'ERR_TOKEN_NETWORK', reason: 'refused' }, 502, null, 'warn'],
  [{ code: 'ERR_TOKEN_SERVER', status: 500 }, 502, null, 'warn'],
  [{ code: 'ERR_TOKEN_SERVER', status: 503 }, 503, '1', 'warn'],
  [{ code: 'ERR_TOKEN_SERVER', status: 500, retryAfterMs: 3000 }, 503, '3', 'warn'],
  [{ code: 'ERR_TOKEN_RATE_LIMITED', status: 429, retryAfterMs: 6200 }, 503, '7', 'warn'],
  [{ code: 'ERR_TOKEN_CLOSED' }, 503, '1', 'warn'],
  [{ code: 'ERR_TOKEN_TIMEOUT' }, 504, null, 'warn'],
  [{ code: 'ERR_TOKEN_CONFIG' }, 500, null, 'error'],
];
const messages: Readonly<Record<number, string>> = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

describe.each(platforms)('TokenExceptionFilter on %s', (platform) => {
  it.each(cases)(
    'answers %o with %i and Retry-After %s, and a body without internals',
    async (facts, status, retryAfter, level) => {
      const error = new TokenError(secretMessage, { ...facts, origin });
      const answer = await answerTo(error, platform);
      expect(answer).toMatchObject({ status, retryAfter, body: { statusCode: status, message: messages[status] } });
      expect(Object.keys(Object(answer.body)).toSorted()).toEqual(['message', 'statusCode']);
      expect(answer.lines).toContain(`${level} ${secretMessage} (${facts.code}) TokenModule`);
    },
  );

  it.each<[How, string]>([
    ['bound', 'bound to one controller'],
    ['new', 'made by hand, without an adapter'],
    ['main', "made by hand, with the application's adapter"],
  ])('works %s: %s', async (how) => {
    const error = new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER', retryAfterMs: 3000 });
    expect(await answerTo(error, platform, how)).toMatchObject({
      status: 503,
      retryAfter: '3',
      body: { statusCode: 503, message: 'Service Unavailable' },
      lines: [`warn ${secretMessage} (ERR_TOKEN_SERVER) TokenModule`],
    });
  });

  it('answers through the adapter that it was made with', async () => {
    const replies: unknown[] = [];
    const error = new TokenError(secretMessage, { code: 'ERR_TOKEN_TIMEOUT' });
    await using running = await startApp(
      appThat(() => error, 'main'),
      {
        platform,
        prepare(app) {
          const adapter = app.getHttpAdapter();
          const reply = vi.spyOn(adapter, 'reply').mockImplementation((response, body, status) => {
            replies.push(body, status);
            reply.mockRestore();
            return adapter.reply(response, body, status);
          });
          app.useGlobalFilters(new TokenExceptionFilter(adapter));
        },
      },
    );
    await fetch(running.url);
    expect(replies).toEqual([{ statusCode: 504, message: 'Gateway Timeout' }, 504]);
  });

  it.each<How>(['global', 'new'])('ends an answer that has begun, %s', async (how) => {
    const error = new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER', retryAfterMs: 3000 });
    @Controller()
    class StreamingController {
      @Get()
      show(@Res() response: ServerResponse & { readonly raw?: ServerResponse }): void {
        (response.raw ?? response).write('the beginning');
        throw error;
      }
    }
    if (how === 'new') UseFilters(new TokenExceptionFilter())(StreamingController);
    @Module({
      controllers: [StreamingController],
      providers: how === 'global' ? [{ provide: APP_FILTER, useClass: TokenExceptionFilter }] : [],
    })
    class AppModule {}
    const logger = new RecordingLogger();
    await using running = await startApp(AppModule, { platform, logger });
    const response = await fetch(running.url, { signal: AbortSignal.timeout(5000) });
    expect([response.status, await response.text()]).toEqual([200, 'the beginning']);
    expect(logger.lines.filter((line) => !/^(log|debug)/.test(line))).toEqual([
      `warn ${secretMessage} (ERR_TOKEN_SERVER) TokenModule`,
    ]);
  });

  it('made by hand, answers for middleware too', async () => {
    @Module({})
    class AppModule implements NestModule {
      configure(consumer: MiddlewareConsumer): void {
        const failing = () => {
          throw new TokenError(secretMessage, { code: 'ERR_TOKEN_SERVER', retryAfterMs: 3000 });
        };
        consumer.apply(failing).forRoutes('*all');
      }
    }
    await using running = await startApp(AppModule, {
      platform,
      prepare: (app) => app.useGlobalFilters(new TokenExceptionFilter()),
    });
    const response = await fetch(`${running.url}/anything`, { signal: AbortSignal.timeout(5000) });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3']);
    expect(await response.json()).toEqual({ statusCode: 503, message: 'Service Unavailable' });
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

  it('answers 502 for an API that is out of reach, and logs which', async () => {
    const error: unknown = await fetch('http://127.0.0.1:4/').catch((reason: unknown) => reason);
    const { status, body, lines } = await answerTo(error, platform);
    expect([status, body]).toEqual([502, { statusCode: 502, message: 'Bad Gateway' }]);
    expect(lines).toEqual(['warn API not reached at 127.0.0.1:4 (ECONNREFUSED). TokenModule']);
  });

  it('leaves every other error to the application', async () => {
    expect(await answerTo(new NotFoundException(), platform)).toMatchObject({ status: 404 });
    for (const error of [new Error('internals'), new TypeError('db.connect is not a function')]) {
      expect(await answerTo(error, platform)).toMatchObject({
        status: 500,
        body: { message: 'Internal server error' },
      });
    }
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
