// A Nest application in a process of its own, on the built package: prints when its client is closed.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { symbl } from '@tokenkeep/core';
import { TokenModule } from '@tokenkeep/nest-module';

class AppModule {}
Module({
  imports: [
    TokenModule.forRoot({
      issuer: symbl(),
      warmUp: true,
      onEvent: ({ type }) => process.stdout.write(`${type}\n`),
    }),
  ],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
process.stdout.write('listening\n');
