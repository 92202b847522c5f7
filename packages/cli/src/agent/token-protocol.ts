import type { AccessToken } from '@tokenkeep/core';
import type { IncomingHttpHeaders } from 'node:http';
import type { AgentAnswer } from './agent-answer.ts';

/** What a request asks for, or what is wrong with it. */
export type AgentRequest =
  /** Each way to read the key that it brings. */
  { readonly keys: readonly string[] } | { readonly status: 400; readonly error: string; readonly message: string };

/** One of the two ways in which programs ask for a token. */
export interface TokenProtocol {
  /** Reads a request. A key is empty when none was given. */
  read(headers: IncomingHttpHeaders, body: string): AgentRequest;
  granted(token: Pick<AccessToken, 'accessToken' | 'expiresIn'>): object;
  /** Words a refusal: without origin and reason, which are nobody's who asks. */
  refused(status: number, error: string, message: string): AgentAnswer;
}
