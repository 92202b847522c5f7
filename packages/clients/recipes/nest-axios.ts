import { HttpModule } from '@nestjs/axios';
import type { DynamicModule } from '@nestjs/common';
import type { TokenClient } from '@tokenkeep/core';
import { tokenAdapter } from './axios.ts';

/** An `HttpModule` whose `HttpService` sends the token: the adapter is that of axios, above. */
export function httpModule(tokens: TokenClient, baseURL: string): DynamicModule {
  return HttpModule.register({ baseURL, adapter: tokenAdapter(tokens) });
}
