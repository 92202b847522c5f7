import { Module } from '@nestjs/common';
import { symbl } from '@tokenkeep/core';
import { TokenModule } from '@tokenkeep/nest-module';
import { ConversationsController } from './conversations.controller.ts';
import { ConversationsService } from './conversations.service.ts';

@Module({
  imports: [TokenModule.forRoot({ issuer: symbl() })],
  controllers: [ConversationsController],
  providers: [ConversationsService],
})
export class AppModule {}
