import type { FastifyRequest, FastifySchema } from 'fastify';
import type { Answer } from '../answer.ts';
import type { Grant } from '../issuer/sticky-issuer.ts';

/** Why a token route refuses. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** The field of the body that is wrong. */
  readonly field?: string | undefined;
}

/** What a request wants, once it is known to be well-formed. */
export interface TokenRequest {
  readonly appId: string;
  readonly appSecret: string;
  /** Tokens for different purposes are different tokens. */
  readonly purpose: string;
  /** Added to the answer of a granted token. */
  readonly echo?: { readonly [name: string]: string };
}

/** How one kind of token endpoint reads requests and words its answers. */
export interface TokenProtocol {
  readonly path: string;
  readonly contentType: string;
  readonly schema: FastifySchema;
  /** @returns the client id of a request that may still turn out malformed */
  claimedAppId(request: FastifyRequest): string | undefined;
  read(request: FastifyRequest): TokenRequest | Refusal;
  granted(grant: Grant, request: TokenRequest): Answer;
  refused(refusal: Refusal, request: FastifyRequest): Answer;
}
