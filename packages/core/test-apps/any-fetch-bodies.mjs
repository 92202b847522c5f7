// The bodies that any-fetch-probe.mjs sends, and what came of them.
import { Readable } from 'node:stream';

const bytes = new TextEncoder().encode('hello');

/** A form of this class, with a field and a file. */
export function filled(Form) {
  const form = new Form();
  form.set('field', 'value');
  form.set('file', new Blob(['hello'], { type: 'text/x' }), 'hello.txt');
  return form;
}

export const streams = {
  'a stream': () => new Blob(['hello']).stream(),
  'an async iterable': async function* chunks() {
    yield bytes;
  },
  'a stream of Node': () => Readable.from([Buffer.from('hello')]),
};

export const bodies = {
  'a string': () => 'hello',
  'an empty string': () => '',
  parameters: () => new URLSearchParams({ a: 'b c' }),
  bytes: () => bytes,
  'a view of bytes': () => new Uint16Array(bytes.buffer.slice(0, 4)),
  'an ArrayBuffer': () => bytes.buffer,
  'a Buffer': () => Buffer.from('hello'),
  'a blob': () => new Blob(['hello'], { type: 'text/x' }),
  'a large blob': () => new Blob(['x'.repeat(2_000_000)]),
  'many bytes': () => new Uint8Array(100_000).fill(7),
  ...streams,
};

/** Without what differs from request to request: the token, and the boundary of a form. */
export function shape({ method, headers: given, body }) {
  const { ...headers } = given;
  delete headers.authorization;
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1];
  const text = body.toString('latin1');
  if (boundary === undefined) return JSON.stringify([method, headers, text]);
  delete headers['content-length'];
  const rest = { ...headers, 'content-type': headers['content-type'].replace(boundary, '…') };
  return JSON.stringify([method, rest, text.replaceAll(boundary, '…')]);
}
