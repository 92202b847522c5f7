import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { symbl, TokenError, type TokenCache, type TokenEvent } from '@tokenkeep/core';
import { createMockServer } from '@tokenkeep/mock-server';
import { describe, expect, it, vi } from 'vitest';
import { logTokenEvents } from '../src/log-token-events.ts';
import { getTokenClientToken, TokenExceptionFilter, TokenModule, TokenService } from '../src/index.ts';
import { RecordingLogger } from './recording-logger.ts';
import { startApp } from './start-app.ts';

const origin = 'https://api.example.com';
const failed = { type: 'exchange-failed', origin, durationMs: 5 } as const;
const ended = { type: 'flight-ended', outcome: 'failed', durationMs: 12.3, callers: 3, remainingMs: 0 } as const;

describe('events in the log', () => {
  it.each<[TokenEvent, string]>([
    [
      { type: 'exchanged', origin, durationMs: 12.3, lifetimeMs: 86_400_000 },
      'log [sales] Token exchanged at https://api.example.com in 12 ms, good for 86400 s.',
    ],
    [
      { ...failed, code: 'ERR_TOKEN_SERVER', status: 503, retryInMs: 100 },
      'warn [sales] Token exchange failed at https://api.example.com after 5 ms (ERR_TOKEN_SERVER, HTTP 503); trying again in 100 ms.',
    ],
    [
      { ...failed, code: 'ERR_TOKEN_NETWORK', reason: 'refused', detail: 'ECONNREFUSED' },
      'warn [sales] Token exchange failed at https://api.example.com after 5 ms (ERR_TOKEN_NETWORK, refused, ECONNREFUSED).',
    ],
    [
      { ...failed, code: 'ERR_TOKEN_CREDENTIALS', status: 401 },
      'error [sales] Token exchange failed at https://api.example.com after 5 ms (ERR_TOKEN_CREDENTIALS, HTTP 401).',
    ],
    [
      { type: 'served-stale', code: 'ERR_TOKEN_TIMEOUT', remainingMs: 42_900 },
      'warn [sales] Token not refreshed (ERR_TOKEN_TIMEOUT); the current one serves for 42 s more.',
    ],
    [
      { type: 'cooling-down', code: 'ERR_TOKEN_CREDENTIALS', durationMs: 30_000 },
      'warn [sales] No token exchange for 30000 ms (ERR_TOKEN_CREDENTIALS).',
    ],
    [
      { type: 'second-attempt', origin, afterMs: 5000 },
      'debug [sales] Token exchange repeated beside the first at https://api.example.com, which said nothing for 5000 ms.',
    ],
    [
      { type: 'rest-shared', code: 'ERR_TOKEN_SERVER', durationMs: 1000 },
      'warn [sales] No token exchange for 1000 ms: another process failed (ERR_TOKEN_SERVER).',
    ],
    [
      { type: 'given-up', stoodStillMs: 60_000 },
      'debug [sales] Token exchange given up: this process stood still for 60000 ms.',
    ],
    [{ type: 'flight-started', refresh: false }, 'debug [sales] Token being obtained.'],
    [{ type: 'flight-started', refresh: true }, 'debug [sales] Token being refreshed.'],
    [{ type: 'flight-joined' }, 'debug [sales] One more caller waits for the token.'],
    [
      { ...ended, code: 'ERR_TOKEN_SERVER' },
      'debug [sales] Token run ended after 12 ms (ERR_TOKEN_SERVER); 3 callers waited.',
    ],
    [{ type: 'resent' }, 'debug [sales] Token refused by the API; the request is sent again.'],
    [{ type: 'cache-unused' }, 'warn [sales] Token cache not used: nothing stable can seal what would be stored.'],
    [
      { type: 'not-resent', reason: 'stream' },
      'warn [sales] Token refused by the API; the request was not sent again (stream).',
    ],
    [
      { type: 'cache-failed', operation: 'get', reason: 'timeout', durationMs: 500, retryInMs: 1000 },
      'warn [sales] Token cache failed at get (timeout); left alone for 1000 ms.',
    ],
    [
      { type: 'cache-failed', operation: 'lock', reason: 'error', detail: 'READONLY', durationMs: 5, retryInMs: 1000 },
      'warn [sales] Token cache failed at lock (READONLY); left alone for 1000 ms.',
    ],
    [{ type: 'invalidated', ignored: false }, 'warn [sales] Token refused by the API; the next call gets another.'],
    [
      { type: 'invalidated', ignored: true },
      'debug [sales] Token refused by the API; it is not the current one, or was given again.',
    ],
    [{ type: 'same-token', lifetimeMs: 60_000 }, 'debug [sales] Token given again by the issuer, good for 60 s.'],
    [{ type: 'cache-hit', remainingMs: 60_000 }, 'debug [sales] Token found in the cache, good for 60 s.'],
    [
      { type: 'lock-waited', durationMs: 7, outcome: 'shared' },
      "debug [sales] Waited 7 ms for another process's exchange (shared).",
    ],
    [{ type: 'closed' }, 'debug [sales] Token client closed.'],
  ])('%o', (event, line) => {
    const logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    logTokenEvents(new Logger('TokenModule'), 'sales')(event);
    expect(logger.lines).toEqual([`${line} TokenModule`]);
  });

  it.each<[string, (failure: Error) => void]>([
    [
      'throws',
      (failure) => {
        throw failure;
      },
    ],
    ['rejects with later', (failure) => setImmediate().then(() => Promise.reject(failure))],
  ])('still reach the listener in the options, whatever it %s', async (_, fail) => {
    const unhandled = vi.fn<() => void>();
    process.once('unhandledRejection', unhandled);
    await using server = await createMockServer();
    const heard: string[] = [];
    @Module({
      imports: [
        TokenModule.forRoot({
          issuer: symbl({ ...server.apps[0], baseUrl: server.url }),
          onEvent(event) {
            heard.push(event.type);
            return fail(new Error('a listener of the application'));
          },
        }),
      ],
    })
    class AppModule {}
    const logger = new RecordingLogger('TokenModule');
    await using running = await startApp(AppModule, { logger });
    await running.app.get(TokenService).getToken();
    expect(heard).toEqual(['flight-started', 'exchanged', 'flight-ended']);
    expect(logger.lines.filter((line) => !line.startsWith('debug '))).toEqual([
      expect.stringMatching(/^log Token exchanged at http/),
    ]);
    await setImmediate();
    await setImmediate();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('the log of a whole run', () => {
  it('holds no secret and no token', async () => {
    const appSecret = 'app-secret-canary';
    await using server = await createMockServer({ apps: [{ appId: 'app-id', appSecret }] });
    const brokenCache: TokenCache = {
      get: () => Promise.reject(new Error(appSecret)),
      set: () => Promise.reject(new Error(appSecret)),
    };
    @Controller()
    class ConversationController {
      constructor(private readonly tokens: TokenService) {}
      @Get()
      async show(): Promise<unknown> {
        const response = await this.tokens.fetch(`${server.url}/v1/conversations/1`);
        return { status: response.status };
      }
      @Get('elsewhere')
      async elsewhere(): Promise<unknown> {
        return this.tokens.fetch(`https://elsewhere.example.com/${appSecret}`);
      }
      @Get('raw')
      async raw(): Promise<unknown> {
        throw inspect(this.tokens).includes(appSecret) ? new Error(appSecret) : new Error('raw');
      }
    }
    const issuerWith = (appSecret: string) => symbl({ appId: 'app-id', appSecret, baseUrl: server.url });
    @Module({
      imports: [
        TokenModule.forRoot({ issuer: issuerWith(appSecret), cache: brokenCache }),
        TokenModule.forRoot({ name: 'wrong', issuer: issuerWith('wrong-canary') }),
      ],
      controllers: [ConversationController],
      providers: [{ provide: APP_FILTER, useClass: TokenExceptionFilter }],
    })
    class AppModule {}
    const logger = new RecordingLogger();
    const running = await startApp(AppModule, { logger });
    const tokens = new Set<string>();
    const remember = async () => tokens.add((await running.app.get(TokenService).getToken()).accessToken);
    const answers: string[] = [];
    const get = async (path: string) => answers.push(await (await fetch(`${running.url}/${path}`)).text());

    server.fault({ route: 'token', fault: { kind: 'status', status: 500, text: appSecret } });
    await get('');
    await remember();
    server.revoke();
    await get('');
    await remember();
    server.revoke('app-id', { keepServing: true });
    await get('');
    await get('elsewhere');
    await get('raw');
    await expect(running.app.get<TokenService>(getTokenClientToken('wrong')).getToken()).rejects.toSatisfy(
      TokenError.isInstance,
    );
    await running.app.close();

    const log = logger.lines.join('\n');
    for (const level of ['log', 'debug', 'warn', 'error'])
      expect(log).toMatch(new RegExp(`^${level} .*TokenModule$`, 'm'));
    expect(tokens.size).toBe(2);
    for (const canary of [appSecret, 'wrong-canary', ...tokens]) {
      expect(log).not.toContain(canary);
      expect(answers.join('\n')).not.toContain(canary);
    }
  });
});
