import type { TokenClient } from '@tokenkeep/core';
import OpenAI from 'openai';

/** OpenAI's SDK against an API that takes our token. It insists on a key; the header that it makes of it is removed. */
export function openAi(tokens: TokenClient, baseURL: string): OpenAI {
  return new OpenAI({ baseURL, apiKey: 'unused', defaultHeaders: { Authorization: null }, fetch: tokens.fetch });
}
