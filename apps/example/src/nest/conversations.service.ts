import { HttpException, Injectable } from '@nestjs/common';
import type { TokenClient } from '@tokenkeep/core';
import { InjectTokenClient } from '@tokenkeep/nest-module';
import { mask } from '../mask.ts';

/** Calls the API with the injected client's `fetch`. */
@Injectable()
export class ConversationsService {
  private readonly tokens: TokenClient;
  private readonly api = process.env['SYMBL_BASE_URL'] ?? 'https://api.symbl.ai';

  constructor(@InjectTokenClient() tokens: TokenClient) {
    this.tokens = tokens;
  }

  async find(id: string): Promise<unknown> {
    const response = await this.tokens.fetch(`${this.api}/v1/conversations/${encodeURIComponent(id)}`);
    if (!response.ok) throw new HttpException('The API refused the call.', response.status);
    return response.json();
  }

  async status(): Promise<object> {
    const token = await this.tokens.getToken();
    return { token: mask(token.accessToken), ...this.tokens.status() };
  }
}
