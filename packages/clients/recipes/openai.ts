import type { TokenClient } from '@tokenkeep/core';
import OpenAI from 'openai';

/** OpenAI's SDK against an API that wants our token. It insists on a key, which is told to be left out again. */
export function openAi(tokens: TokenClient, baseURL: string): OpenAI {
  return new OpenAI({ baseURL, apiKey: 'unused', defaultHeaders: { Authorization: null }, fetch: tokens.fetch });
}
