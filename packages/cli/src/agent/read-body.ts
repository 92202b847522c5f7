import type { IncomingMessage } from 'node:http';

/** Larger than any request for a token. */
const most = 16_384;

/**
 * Reads a small body. By events, since an asynchronous iterator makes several promises for each of thousands of answers.
 *
 * @returns `undefined` for one that is too large; rejects when the caller goes away
 */
export function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => {
      text += piece;
      if (text.length > most) resolve(undefined);
    });
    request.once('end', () => resolve(text));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The caller went away.')));
  });
}
