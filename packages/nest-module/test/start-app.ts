import 'reflect-metadata';
import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** The platforms that every route is tested on. */
export const platforms = ['express', 'fastify'] as const;
export type Platform = (typeof platforms)[number];

export interface StartOptions {
  readonly platform?: Platform;
  readonly logger?: LoggerService | false;
  /** Whether `close` waits for requests under way. Default: no, their connections are cut. */
  readonly drain?: boolean;
  /** What `main.ts` does with the application before it listens. */
  readonly prepare?: (app: INestApplication) => void;
}

export interface RunningApp extends AsyncDisposable {
  readonly app: INestApplication;
  readonly url: string;
}

/** Starts a Nest application on a free port. `await using` closes it. */
export async function startApp(
  module: Type,
  { platform = 'express', logger = false, drain = false, prepare }: StartOptions = {},
): Promise<RunningApp> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(module, adapter, { logger, abortOnError: false, forceCloseConnections: !drain });
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), [Symbol.asyncDispose]: () => app.close() };
}

/** What the start of this application fails with. */
export async function startError(module: () => Type): Promise<Error> {
  try {
    const { app } = await startApp(module());
    await app.close();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('The application started.');
}
