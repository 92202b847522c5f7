import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { withToken, type TokenClient } from '@tokenkeep/core';
import { requireApiOrigin } from './require-api-origin.ts';

/** For `createConnectTransport({ baseUrl, httpVersion, interceptors: [tokenInterceptor(tokens)] })`, and for the gRPC ones. */
export function tokenInterceptor(tokens: TokenClient): Interceptor {
  return (next) => async (request) => {
    requireApiOrigin(tokens, request.url);
    // A request that is streamed cannot be sent again; one message can.
    const isAnswerStreamed = request.stream && request.method.methodKind === 'server_streaming';
    const messages = isAnswerStreamed ? await readAll(request.message) : [];
    return withToken(
      tokens,
      async ({ accessToken }) => {
        request.header.set('authorization', `Bearer ${accessToken}`);
        const response = await next(isAnswerStreamed ? { ...request, message: iterate(messages) } : request);
        if (!response.stream) return response;
        // A refusal comes instead of the first message.
        const received = response.message[Symbol.asyncIterator]();
        const first = await received.next();
        return { ...response, message: iterate(first.done ? [] : [first.value], received) };
      },
      (_, error) => error instanceof ConnectError && error.code === Code.Unauthenticated,
      { replayable: !request.stream || isAnswerStreamed },
    );
  };
}

async function readAll<Message>(messages: AsyncIterable<Message>): Promise<Message[]> {
  const read: Message[] = [];
  for await (const message of messages) read.push(message);
  return read;
}

async function* iterate<Message>(read: Message[], rest?: AsyncIterator<Message>): AsyncGenerator<Message> {
  yield* read;
  if (rest !== undefined) yield* { [Symbol.asyncIterator]: () => rest };
}
