import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { provider } from '../recipes/ai-sdk.ts';
import { openAi } from '../recipes/openai.ts';
import { startWorld, type Answer, type World } from './world.ts';

/** What an API says that speaks as OpenAI's does, streamed where it is asked to. */
const completion: Answer = ({ path, body }, response) => {
  const to = new URL(path, 'http://api').searchParams.get('to');
  if (to !== null) return response.writeHead(307, { location: to }).end();
  const asked = JSON.parse(body) as { stream?: boolean };
  const base = { id: '1', created: 1, model: 'ours' };
  if (!asked.stream) {
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'hello' } }];
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ ...base, object: 'chat.completion', choices }));
  }
  response.setHeader('content-type', 'text/event-stream');
  for (const content of ['hel', 'lo', '']) {
    const choices = [{ index: 0, delta: { role: 'assistant', content }, finish_reason: content ? null : 'stop' }];
    response.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices })}\n\n`);
  }
  return response.end('data: [DONE]\n\n');
};

const ask = { model: 'ours', messages: [{ role: 'user' as const, content: 'hi' }] };

const withoutRetries = (...of: Parameters<typeof openAi>) => openAi(...of).withOptions({ maxRetries: 0 });

describe.each<[string, (world: World, baseURL: string) => Promise<string>]>([
  [
    "OpenAI's SDK",
    async ({ tokens }, baseURL) =>
      (await withoutRetries(tokens, baseURL).chat.completions.create(ask)).choices[0]?.message.content ?? '',
  ],
  [
    "OpenAI's SDK, streaming",
    async ({ tokens }, baseURL) => {
      let text = '';
      const chunks = await withoutRetries(tokens, baseURL).chat.completions.create({ ...ask, stream: true });
      for await (const { choices } of chunks) text += choices[0]?.delta.content ?? '';
      return text;
    },
  ],
  [
    "Vercel's AI SDK",
    async ({ tokens }, baseURL) =>
      (await generateText({ model: provider(tokens, baseURL)('ours'), prompt: 'hi', maxRetries: 0 })).text,
  ],
  [
    "Vercel's AI SDK, streaming",
    async ({ tokens }, baseURL) => {
      const onError = (): void => undefined;
      const result = streamText({ model: provider(tokens, baseURL)('ours'), prompt: 'hi', maxRetries: 0, onError });
      let text = '';
      for await (const part of result.fullStream) {
        if (part.type === 'error') throw part.error;
        if (part.type === 'text-delta') text += part.text;
      }
      return text;
    },
  ],
])('%s', (_, call) => {
  it('sends the token and no key, and another after the API revoked it', async () => {
    await using world = await startWorld(completion);
    const base = `${world.api.origin}/v1`;
    expect(await Promise.all([call(world, base), call(world, base)])).toEqual(['hello', 'hello']);
    world.revoke();
    expect(await call(world, base)).toBe('hello');
    expect(world.issuer.counters().exchanges).toBe(2);
    expect(JSON.stringify(world.api.seen)).not.toContain('unused');
  });

  it('sends nothing to another origin', async () => {
    await using world = await startWorld(completion);
    await expect(call(world, `${world.stranger.origin}/v1`)).rejects.toBeInstanceOf(Error);
    expect(world.stranger.seen).toEqual([]);
  });
});

describe("OpenAI's SDK over a client with `override`", () => {
  it('sends the token in the place of the key that it insists on', async () => {
    await using world = await startWorld(completion, { override: true });
    const { tokens, api } = world;
    const client = new OpenAI({ baseURL: `${api.origin}/v1`, apiKey: 'unused', fetch: tokens.fetch });
    expect((await client.chat.completions.create(ask)).choices[0]?.message.content).toBe('hello');
    expect(JSON.stringify(api.seen)).not.toContain('unused');
  });
});
