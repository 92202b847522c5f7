import type { FastifyInstance } from 'fastify';
import type { TokenProtocol } from './token-protocol.ts';

const FORM = 'application/x-www-form-urlencoded';

/**
 * Makes a Fastify scope read bodies of one content type, and nothing else. Without one, whatever comes is left unread.
 * In a form, a repeated parameter becomes a list, and one without a value is left out.
 */
export function readBodies(fastify: FastifyInstance, contentType: TokenProtocol['contentType']): void {
  if (contentType === 'application/json') return;
  fastify.removeAllContentTypeParsers();
  if (contentType === FORM) {
    fastify.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
      done(null, readForm(body.toString())),
    );
    return;
  }
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null, undefined));
}

function readForm(text: string): Readonly<Record<string, string | readonly string[]>> {
  const form = new URLSearchParams(text);
  const entries = [...new Set(form.keys())].map((name): [string, string | string[] | undefined] => {
    const values = form.getAll(name).filter((value) => value !== '');
    return [name, values.length > 1 ? values : values[0]];
  });
  return Object.fromEntries(entries.filter(hasValue));
}

function hasValue(entry: [string, string | string[] | undefined]): entry is [string, string | string[]] {
  return entry[1] !== undefined;
}
