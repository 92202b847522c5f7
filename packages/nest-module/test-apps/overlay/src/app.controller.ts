import { Controller, Get, Param } from '@nestjs/common';
import { AppService } from './app.service.js';

@Controller()
export class AppController {
  constructor(private readonly appService: AppService) {}

  @Get('conversations/:id')
  conversation(@Param('id') id: string): Promise<unknown> {
    return this.appService.conversation(id);
  }

  @Get('sales/conversations/:id')
  salesConversation(@Param('id') id: string): Promise<unknown> {
    return this.appService.salesConversation(id);
  }
}
