import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isUnreachable } from '@tokenkeep/core';
import type { CommonOptions } from '../common-options.ts';
import { exitCodes } from '../exit-codes.ts';
import { byVariable } from '../issuer/by-variable.ts';
import { openClient } from '../open-client.ts';
import { complain } from '../print/complain.ts';
import { UsageError } from '../usage-error.ts';
import { requestBody } from './request-body.ts';

/** What `tokenkeep fetch` can be told. */
export interface FetchOptions extends CommonOptions {
  readonly request?: string;
  readonly header?: readonly string[];
  readonly data?: string;
  readonly include?: true;
  readonly output?: string;
}

/** Sends an authorized request and streams the answer out; 400 and more end with 22, the body printed all the same. */
export async function fetchUrl(url: string, options: FetchOptions): Promise<number> {
  const { request, header = [], data, include, output, ...given } = options;
  const body = data === undefined ? undefined : await requestBody(data);
  const headers = readHeaders(header, body !== undefined);
  const { timeout } = given;
  await using open = await openClient(given);
  const init: RequestInit = {
    method: request ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body !== undefined && { body }),
    ...(timeout !== undefined && { signal: AbortSignal.timeout(timeout) }),
  };
  const response = await open.client.fetch(url, init).catch((error: unknown) => {
    throw isMistake(error) ? new UsageError(mistaken) : byVariable(error, open.kind);
  });
  const { stdout } = process;
  if (include) stdout.write(head(response));
  const source = Readable.from(response.body ?? []);
  await (output === undefined
    ? pipeline(source, stdout, { end: false }).catch(unlessNobodyReads)
    : writeTo(output, source));
  if (response.status < 400) return 0;
  complain(`The API answered ${String(response.status)}.`);
  return exitCodes.httpError;
}

const mistaken = 'The request cannot be sent as it is: check -X and -H; GET and HEAD have no body.';

/** What `fetch` throws for a method or a header that cannot be, or for a body with GET. */
function isMistake(error: unknown): boolean {
  return error instanceof TypeError && !isUnreachable(error);
}

/** In `tokenkeep fetch … | head` the reader goes away, which is no failure. */
function unlessNobodyReads(error: unknown): void {
  if (Object(error).code !== 'EPIPE') throw error;
}

async function writeTo(file: string, source: Readable): Promise<void> {
  try {
    await pipeline(source, createWriteStream(file));
  } catch (error) {
    const { syscall, code = 'unknown' }: { syscall?: unknown; code?: unknown } = Object(error);
    if (syscall === undefined) throw error;
    throw new UsageError(`${file} cannot be written (${String(code)}): check the path after -o.`);
  }
}

// Form data, as curl has it.
function readHeaders(lines: readonly string[], hasBody: boolean): Headers {
  const headers = new Headers(hasBody ? { 'content-type': 'application/x-www-form-urlencoded' } : {});
  const given = new Headers();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    try {
      given.append(name, value);
    } catch {
      throw new UsageError("-H must read 'Name: value'.");
    }
  }
  for (const [name, value] of given) headers.set(name, value);
  return headers;
}

function head({ status, statusText, headers }: Response): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  return [`HTTP ${String(status)} ${statusText}`.trimEnd(), ...lines, '', ''].join('\n');
}
