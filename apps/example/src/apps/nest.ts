import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { TokenService } from '@tokenkeep/nest-module';
import { runApp } from '../app-process.ts';
import { AppModule } from '../nest/app.module.ts';
import { reportStatus } from '../report-status.ts';

await runApp('/conversations', async () => {
  const app = await NestFactory.create(AppModule, { logger: ['error'], forceCloseConnections: true });
  await app.init();
  reportStatus(app.get(TokenService, { strict: false }));
  return { server: app.getHttpServer(), close: () => app.close() };
});
