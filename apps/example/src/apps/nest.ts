import 'reflect-metadata';
import { Controller, Get, HttpException, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { TokenClient } from '@tokenkeep/core';
import { InjectTokenClient, TokenModule, TokenService } from '@tokenkeep/nest-module';
import { reportStatus, runApp } from '../app-process.ts';
import { tokenOptions } from '../token-options.ts';

@Controller()
class ConversationsController {
  private readonly tokens: TokenClient;

  constructor(@InjectTokenClient() tokens: TokenClient) {
    this.tokens = tokens;
  }

  @Get('conversations/:id')
  async find(@Param('id') id: string): Promise<unknown> {
    const response = await this.tokens.fetch(`/v1/conversations/${encodeURIComponent(id)}`);
    if (!response.ok) throw new HttpException('The API refused the call.', response.status);
    return response.json();
  }
}

@Module({ imports: [TokenModule.forRoot(tokenOptions())], controllers: [ConversationsController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'], forceCloseConnections: true });
await app.init();
reportStatus(app.get(TokenService, { strict: false }));
runApp(app.getHttpServer(), () => app.close());
