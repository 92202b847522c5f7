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
    const take = (piece: string): void => {
      text += piece;
      if (text.length <= most) return;
      // The rest is read, since the caller sends it, and not kept.
      request.off('data', take).resume();
      text = '';
      resolve(undefined);
    };
    request.on('data', take);
    request.once('end', () => resolve(text));
    request.once('error', reject);
    request.once('close', () => {
      // Not for each of thousands that came whole: an error notes where it was made.
      if (!request.complete) reject(new Error('The caller went away.'));
    });
  });
}
