import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { symbl } from '@tokenkeep/core';
import { TokenExceptionFilter, TokenModule } from '@tokenkeep/nest-module';
import { TokenHealthIndicator } from '@tokenkeep/nest-module/terminus';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';
import { HealthController } from './health.controller.js';

@Module({
  imports: [
    TokenModule.forRoot({ issuer: symbl(), isGlobal: true }),
    TokenModule.forRootAsync({
      name: 'sales',
      imports: [ConfigModule.forRoot({ ignoreEnvFile: true })],
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        issuer: symbl({
          appId: config.getOrThrow<string>('SALES_APP_ID'),
          appSecret: config.getOrThrow<string>('SALES_APP_SECRET'),
          baseUrl: config.getOrThrow<string>('SYMBL_BASE_URL'),
        }),
      }),
    }),
    TerminusModule,
  ],
  controllers: [AppController, HealthController],
  providers: [AppService, TokenHealthIndicator, { provide: APP_FILTER, useClass: TokenExceptionFilter }],
})
export class AppModule {}
