import { Module } from '@nestjs/common';
import { TokenModule } from '@tokenkeep/nest-module';
import { tokenOptions } from '../token-options.ts';
import { ConversationsController } from './conversations.controller.ts';
import { ConversationsService } from './conversations.service.ts';

@Module({
  imports: [TokenModule.forRoot(tokenOptions())],
  controllers: [ConversationsController],
  providers: [ConversationsService],
})
export class AppModule {}
