import type { ServerResponse } from 'node:http';
import type { HttpServer } from '@nestjs/common';

/** The parts of Fastify's reply that an answer needs. */
interface Reply {
  readonly raw: ServerResponse;
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: unknown): unknown;
}

/** What Nest's adapter does with a response, for a filter that was made by hand and got none. */
export const responseAdapter: Pick<HttpServer, 'isHeadersSent' | 'setHeader' | 'reply' | 'end'> = {
  isHeadersSent(response: Reply | ServerResponse) {
    return rawOf(response).headersSent;
  },
  setHeader(response: Reply | ServerResponse, name: string, value: string) {
    if (isReply(response)) response.header(name, value);
    else response.setHeader(name, value);
  },
  reply(response: Reply | ServerResponse, body: object, status: number) {
    if (isReply(response)) {
      response.code(status);
      response.send(body);
      return;
    }
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(body));
  },
  end(response: Reply | ServerResponse) {
    rawOf(response).end();
  },
};

/** Express's response is Node's own, and so is the one in middleware on Fastify. */
function isReply(response: Reply | ServerResponse): response is Reply {
  return 'raw' in response;
}

function rawOf(response: Reply | ServerResponse): ServerResponse {
  return isReply(response) ? response.raw : response;
}
