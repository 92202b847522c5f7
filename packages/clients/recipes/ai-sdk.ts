import { createOpenAICompatible, type OpenAICompatibleProvider } from '@ai-sdk/openai-compatible';
import type { TokenClient } from '@tokenkeep/core';

/** A provider of Vercel's AI SDK; without `apiKey` it sends no header of its own. */
export function provider(tokens: TokenClient, baseURL: string): OpenAICompatibleProvider {
  return createOpenAICompatible({ name: 'ours', baseURL, fetch: tokens.fetch });
}
