import 'reflect-metadata';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { runApp, wishedPort } from '../app-process.ts';
import { listen } from '../listen.ts';
import { AppModule } from '../nest/app.module.ts';

await runApp(async () => {
  const app = await NestFactory.create(AppModule, { logger: ['error'], forceCloseConnections: true });
  await app.init();
  const server: Server = app.getHttpServer();
  return { url: await listen(server, wishedPort()), close: () => app.close() };
});
