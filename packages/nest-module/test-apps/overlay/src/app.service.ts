import { Injectable } from '@nestjs/common';
import type { TokenClient } from '@tokenkeep/core';
import { InjectTokenClient, TokenService } from '@tokenkeep/nest-module';

@Injectable()
export class AppService {
  constructor(
    private readonly tokens: TokenService,
    @InjectTokenClient('sales') private readonly sales: TokenClient,
  ) {}

  conversation(id: string): Promise<unknown> {
    return this.read(this.tokens, id);
  }

  salesConversation(id: string): Promise<unknown> {
    return this.read(this.sales, id);
  }

  private async read(client: TokenClient, id: string): Promise<unknown> {
    const response = await client.fetch(`/v1/conversations/${id}`);
    return response.json();
  }
}
