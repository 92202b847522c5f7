import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ConversationsService } from './conversations.service.ts';

@Controller()
export class ConversationsController {
  private readonly conversations: ConversationsService;

  constructor(@Inject(ConversationsService) conversations: ConversationsService) {
    this.conversations = conversations;
  }

  @Get('conversations/:id')
  find(@Param('id') id: string): Promise<unknown> {
    return this.conversations.find(id);
  }

  @Get('status')
  status(): Promise<object> {
    return this.conversations.status();
  }
}
